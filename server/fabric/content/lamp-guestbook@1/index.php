<?php
declare(strict_types=1);

// The image gives each page DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASSWORD (of the wire "db"), and
// GRIDLINE_COMPONENT, who we are. Everything beside this file comes from the same NAS.

function text(mixed $value): string
{
    return htmlspecialchars((string) $value, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

function database(): PDO
{
    $address = sprintf(
        'mysql:host=%s;port=%s;dbname=%s;charset=utf8mb4',
        getenv('DB_HOST'),
        getenv('DB_PORT'),
        getenv('DB_NAME'),
    );
    return new PDO($address, getenv('DB_USER') ?: '', getenv('DB_PASSWORD') ?: '', [
        PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
        PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
        PDO::ATTR_EMULATE_PREPARES => false,
        // A database that is moving must not hold the page for longer.
        PDO::ATTR_TIMEOUT => 3,
    ]);
}

function makeTable(PDO $database): void
{
    $database->exec('CREATE TABLE IF NOT EXISTS guestbook (
        id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
        name VARCHAR(80) NOT NULL,
        message VARCHAR(1000) NOT NULL,
        served_by VARCHAR(200) NOT NULL,
        written_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
    ) ENGINE=InnoDB');
}

/** What was typed, trimmed and cut to what fits; null if there is nothing left of it. */
function field(string $name, int $longest): ?string
{
    $value = $_POST[$name] ?? null;
    if (!is_string($value) || !mb_check_encoding($value, 'UTF-8')) {
        return null;
    }
    $value = mb_substr(trim($value), 0, $longest);
    return $value === '' ? null : $value;
}

function sign(PDO $database, string $name, string $message, string $servedBy): void
{
    $database
        ->prepare('INSERT INTO guestbook (name, message, served_by) VALUES (?, ?, ?)')
        ->execute([$name, $message, $servedBy]);
}

/** @return list<array{name: string, message: string, served_by: string, written_at: string}> */
function entries(PDO $database): array
{
    return $database
        ->query('SELECT name, message, served_by, written_at FROM guestbook ORDER BY id DESC LIMIT 50')
        ->fetchAll();
}

$me = getenv('GRIDLINE_COMPONENT') ?: gethostname();
$entries = [];
$notice = null;

header('Cache-Control: no-store');
header('X-Served-By: ' . preg_replace('/[^\x21-\x7e]/', '', $me));
header("Content-Security-Policy: default-src 'self'; form-action 'self'; frame-ancestors 'none'");
try {
    $database = database();
    $database->exec("SET time_zone = '+00:00'");
    makeTable($database);
    if ($_SERVER['REQUEST_METHOD'] === 'POST') {
        $name = field('name', 80);
        $message = field('message', 1000);
        if ($name !== null && $message !== null) {
            sign($database, $name, $message, $me);
            header('Location: /', true, 303);
            exit();
        }
        http_response_code(400);
        $notice = 'Please give a name and a message.';
    }
    $entries = entries($database);
} catch (PDOException $error) {
    // The message may hold the address, never the password; the page says neither.
    error_log('database: ' . $error->getMessage());
    http_response_code(503);
    header('Retry-After: 2');
    $notice = 'The database is away for a moment, it may be moving to another node. Nothing you signed is lost; please try again in a few seconds.';
}
?>
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Guestbook</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
  <img src="/meadow.svg" alt="Hills under a low sun" width="1200" height="300">
  <div><h1>Guestbook</h1><p>You are here. Say so.</p></div>
</header>
<main>
<?php if ($notice !== null): ?>
  <p class="notice"><?= text($notice) ?></p>
<?php endif; ?>
  <form method="post" action="/">
    <label>Your name <input name="name" maxlength="80" required autocomplete="name"></label>
    <label>Your message <textarea name="message" maxlength="1000" rows="3" required></textarea></label>
    <button>Sign the guestbook</button>
  </form>
<?php if ($entries !== []): ?>
  <ol>
<?php foreach ($entries as $entry): ?>
    <li>
      <p class="message"><?= text($entry['message']) ?></p>
      <p class="by"><strong><?= text($entry['name']) ?></strong>
        <time datetime="<?= text(str_replace(' ', 'T', $entry['written_at'])) ?>Z"><?= text(
            (new DateTimeImmutable($entry['written_at']))->format('j M Y, H:i'),
        ) ?> UTC</time>
        <span>written through <?= text($entry['served_by']) ?></span></p>
    </li>
<?php endforeach; ?>
  </ol>
<?php elseif ($notice === null): ?>
  <p class="empty">Nobody has signed yet.</p>
<?php endif; ?>
</main>
<footer>Served by <code><?= text($me) ?></code>, its pages and this picture by the NAS</footer>
</body>
</html>
