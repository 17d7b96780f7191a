resource "aws_instance" "web" {
  user_data = base64encode(<<-SCRIPT
    #!/bin/bash
    for f in *.txt; do
      echo "$f" "$${HOME}" "100%"
    done
    cat <<INNER > /tmp/x
    nested marker text
    INNER
  SCRIPT
  )
  tags = merge(local.tags, { Name = "web" })
}
