resource "aws_launch_template" "t" {
  name      = "t"
  user_data = base64encode(<<-EOF
    #cloud-config
    runcmd:
      - [ sh, -c, "echo $(hostname)" ]
      - 'a=$$; b=%d'
    write_files:
      - path: /etc/x
        content: |
          key = ${var.value}
          other = "$${ESCAPED}"
    EOF
  )
}
