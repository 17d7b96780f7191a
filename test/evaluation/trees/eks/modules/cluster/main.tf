variable "name" {
  type = string
}

variable "kubernetes" {
  type = string
}

variable "public_access" {
  type    = bool
  default = false
}

variable "public_access_cidrs" {
  type     = list(string)
  default  = ["10.0.0.0/8"]
  nullable = false
}

variable "subnet_ids" {
  type = list(string)
}

variable "node_groups" {
  type    = any
  default = {}
}

variable "node_defaults" {
  type    = any
  default = { instance_types = ["t4g.large"], min = 1 }
}

resource "aws_eks_cluster" "this" {
  name     = var.name
  version  = var.kubernetes
  role_arn = aws_iam_role.this["eks"].arn

  vpc_config {
    subnet_ids              = coalescelist(var.subnet_ids, ["subnet-00000000000000000"])
    endpoint_private_access = !var.public_access
    endpoint_public_access  = var.public_access
    public_access_cidrs     = var.public_access ? var.public_access_cidrs : null
  }

  enabled_cluster_log_types = [for type in ["api", "audit", "authenticator"] : type if type != "api" || var.public_access]
}

resource "aws_iam_role" "this" {
  for_each = toset(["eks", "ec2"])

  name = "${var.name}-${each.value}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "${each.value}.amazonaws.com" }
    }]
  })
}

module "node_group" {
  source   = "../node-group"
  for_each = { for name, group in var.node_groups : name => merge(var.node_defaults, group) }

  name         = "${var.name}-${each.key}"
  cluster_name = aws_eks_cluster.this.name
  role_arn     = aws_iam_role.this["ec2"].arn
  subnet_ids   = var.subnet_ids
  settings     = each.value
}

output "node_groups" {
  value = { for name, group in module.node_group : name => group.id }
}
