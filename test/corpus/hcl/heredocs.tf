locals {
  plain = <<EOT
first line
  second line
EOT
  indented = <<-EOT
    first
      second

    third
    EOT
  under_plain = <<EOT
    kept
    EOT
  interpolated = <<-MSG
    Hello ${var.name},
    you owe $5 and %{ if var.big }a lot%{ else }little%{ endif }.
    MSG
  braces = <<EOF
{
  "a": "b"
}
EOF
  empty = <<EOT
EOT
  dashes = <<-END-OF-TEXT
    x
  END-OF-TEXT
}
