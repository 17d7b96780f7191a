variable "name" {
  type = string
}

variable "drop_invalid_headers" {
  type    = bool
  default = true
}

variable "target_groups" {
  type = map(object({
    port   = number
    health = optional(object({ path = optional(string, "/"), codes = optional(string, "200-299") }), {})
  }))
}

variable "listeners" {
  type = map(object({
    protocol        = optional(string, "HTTP")
    port            = optional(number)
    certificate_arn = optional(string)
    policy          = optional(string)
    forward         = optional(string)
    redirect        = optional(object({ protocol = string, port = number }))
    fixed           = optional(object({ code = number, body = optional(string, "") }))
  }))
}

locals {
  default_ports = { HTTP = 80, HTTPS = 443 }

  listeners = {
    for name, listener in var.listeners : name => merge(listener, {
      port   = coalesce(listener.port, lookup(local.default_ports, listener.protocol, 80))
      policy = listener.protocol == "HTTPS" ? coalesce(listener.policy, "ELBSecurityPolicy-TLS13-1-2-2021-06") : null
    })
  }
}

resource "aws_lb" "this" {
  name                       = var.name
  load_balancer_type         = "application"
  drop_invalid_header_fields = var.drop_invalid_headers
  subnets                    = ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]
}

resource "aws_lb_target_group" "this" {
  for_each = var.target_groups

  name     = "${var.name}-${each.key}"
  port     = each.value.port
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    path    = each.value.health.path
    matcher = each.value.health.codes
  }
}

resource "aws_lb_listener" "this" {
  for_each = local.listeners

  load_balancer_arn = aws_lb.this.arn
  port              = each.value.port
  protocol          = each.value.protocol
  ssl_policy        = each.value.policy
  certificate_arn   = each.value.certificate_arn

  dynamic "default_action" {
    for_each = each.value.forward == null ? [] : [each.value.forward]

    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.this[default_action.value].arn
    }
  }

  dynamic "default_action" {
    for_each = each.value.redirect[*]

    content {
      type = "redirect"

      redirect {
        protocol    = default_action.value.protocol
        port        = tostring(default_action.value.port)
        status_code = "HTTP_301"
      }
    }
  }

  dynamic "default_action" {
    for_each = { for key, value in each.value : key => value if key == "fixed" && value != null }

    content {
      type = "fixed-response"

      fixed_response {
        content_type = "text/plain"
        status_code  = default_action.value.code
        message_body = default_action.value.body
      }
    }
  }
}

output "listener_arns" {
  value = { for name, listener in aws_lb_listener.this : name => listener.arn }
}

output "ports" {
  value = { for name, listener in local.listeners : listener.protocol => listener.port... }
}
