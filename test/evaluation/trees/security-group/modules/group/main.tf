variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "rules" {
  type = map(object({
    ports = list(string)
    cidrs = optional(list(string), [])
    self  = optional(bool, false)
  }))
}

variable "ports" {
  description = "First port, last port, protocol."
  type        = map(list(any))
  default = {
    https    = [443, 443, "tcp"]
    ssh      = [22, 22, "tcp"]
    mysql    = [3306, 3306, "tcp"]
    postgres = [5432, 5432, "tcp"]
  }
}

locals {
  # One entry for each rule, port and range: "anybody/ssh/0.0.0.0/0".
  by_range = merge([
    for name, rule in var.rules : {
      for pair in setproduct(rule.ports, rule.cidrs) : "${name}/${pair[0]}/${pair[1]}" => {
        port = var.ports[pair[0]]
        cidr = pair[1]
      }
    }
  ]...)

  to_itself = flatten([
    for name, rule in var.rules : [
      for port in rule.ports : { name = name, port = lookup(var.ports, port, [0, 65535, "tcp"]) }
    ] if rule.self
  ])
}

resource "aws_security_group" "this" {
  name_prefix            = "${var.name}-"
  description            = "Who may reach ${var.name}"
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "range" {
  for_each = local.by_range

  security_group_id = aws_security_group.this.id
  description       = "From ${each.value.cidr}"
  cidr_ipv4         = each.value.cidr
  from_port         = each.value.port[0]
  to_port           = each.value.port[1]
  ip_protocol       = each.value.port[2]
}

resource "aws_security_group_rule" "self" {
  count = length(local.to_itself)

  type              = "ingress"
  security_group_id = aws_security_group.this.id
  description       = local.to_itself[count.index].name
  self              = true
  from_port         = local.to_itself[count.index].port[0]
  to_port           = local.to_itself[count.index].port[1]
  protocol          = local.to_itself[count.index].port[2]
}

output "id" {
  value = aws_security_group.this.id
}
