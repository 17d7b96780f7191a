resource "aws_security_group" "dynamic" {
  name = "dynamic"

  dynamic "ingress" {
    for_each = { for rule in var.rules : rule.name => rule if rule.enabled }
    iterator = it

    content {
      description = it.key
      from_port   = it.value["from"]
      to_port     = lookup(it.value, "to", it.value.from)
      protocol    = try(it.value.protocol, "tcp")
      cidr_blocks = it.value.cidrs[*]
    }
  }

  dynamic "egress" {
    for_each = toset(var.open ? ["all"] : [])
    content {
      from_port = 0
      to_port   = 0
      protocol  = -1
    }
  }
}
