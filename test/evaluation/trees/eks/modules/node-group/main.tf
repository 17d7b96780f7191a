variable "name" {
  type = string
}

variable "cluster_name" {
  type = string
}

variable "role_arn" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "settings" {
  type = object({
    instance_types = list(string)
    min            = number
    max            = optional(number)
    labels         = optional(map(string), {})
    taints = optional(list(object({
      key    = string
      value  = optional(string, "true")
      effect = string
    })), [])
    ssh_key  = optional(string)
    ssh_from = optional(set(string), [])
  })
}

resource "aws_eks_node_group" "this" {
  cluster_name    = var.cluster_name
  node_group_name = var.name
  node_role_arn   = var.role_arn
  subnet_ids      = var.subnet_ids
  instance_types  = var.settings.instance_types
  labels          = merge({ group = var.name }, var.settings.labels)

  scaling_config {
    desired_size = var.settings.min
    min_size     = var.settings.min
    max_size     = coalesce(var.settings.max, var.settings.min * 3)
  }

  dynamic "taint" {
    for_each = { for taint in var.settings.taints : taint.key => taint }

    content {
      key    = taint.key
      value  = taint.value.value
      effect = taint.value.effect
    }
  }

  dynamic "remote_access" {
    for_each = var.settings.ssh_key[*]
    iterator = key

    content {
      ec2_ssh_key               = key.value
      source_security_group_ids = length(var.settings.ssh_from) > 0 ? var.settings.ssh_from : null
    }
  }
}

output "id" {
  value = aws_eks_node_group.this.id
}
