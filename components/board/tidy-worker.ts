// Loaded as a worker, the engine listens for messages by itself.
import "elkjs/lib/elk-worker.min.js"
