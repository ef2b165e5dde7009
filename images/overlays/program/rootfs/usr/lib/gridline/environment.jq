# What a program of the tenant's is given, from config.json. Values end with a zero byte, as in environ.
(.properties.database // "app") as $database
| def first($name): [.outputs[]? | select(.name == $name) | . as $output | .endpoints[0]? | select(. != null) + {protocol: $output.protocol}] | first;
def variable($name; $value): "\($name)=\($value)\u0000";
variable("GRIDLINE_COMPONENT"; .path),
variable("NODE_OPTIONS"; "--max-old-space-size=\((.resources.memoryMib // 192) * 0.6 | floor)"),
(first("db") | select(. != null) | variable("DATABASE_URL";
  "\(if .protocol == "mysql" then "mysql" else "postgres" end)://app:\(.secret // "" | @uri)@db:\(.port // 5432)/\($database | @uri)")),
(first("out") | select(. != null) | variable("OUT_URL"; "http://out:\(.port // 80)"))
