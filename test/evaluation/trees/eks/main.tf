terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

variable "stage" {
  type    = string
  default = "prod"

  validation {
    condition     = contains(["prod", "test", "dev"], var.stage)
    error_message = "There is no such stage."
  }
}

variable "admin_ranges" {
  type = list(string)
}

locals {
  clusters = {
    prod = { version = "1.31", public = false, groups = ["general", "batch"] }
    test = { version = "1.32", public = true, groups = ["general"] }
    dev  = { version = "1.32", public = true, groups = [] }
  }

  groups = {
    general = { instance_types = ["m7g.large"], min = 2, max = 6 }
    batch   = { instance_types = ["c7g.xlarge"], labels = { pool = "batch" }, taints = [{ key = "batch", effect = "NO_SCHEDULE" }] }
  }
}

# Two good ones and a faulty one, each with the groups that its stage asks for: `prod` has no public endpoint at all, `dev` is left out.
module "cluster" {
  source   = "./modules/cluster"
  for_each = { for stage, settings in local.clusters : stage => settings if length(settings.groups) > 0 }

  name                = "acme-${each.key}"
  kubernetes          = each.value.version
  public_access       = each.value.public
  public_access_cidrs = each.key == "prod" ? null : ["0.0.0.0/0"]
  node_groups         = { for group in each.value.groups : group => local.groups[group] }
  subnet_ids          = ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]
}

# Faulty: SSH into its nodes from everywhere.
module "legacy" {
  source = "./modules/cluster"

  name                = "acme-legacy"
  kubernetes          = "1.29"
  public_access       = true
  public_access_cidrs = ["198.51.100.7/32"]
  subnet_ids          = ["subnet-0a1b2c3d4e5f60720"]
  node_groups = {
    old = { ssh_key = "admins", ssh_from = [] }
    new = { ssh_key = "admins", ssh_from = ["sg-0123456789abcdef0"] }
  }
}

# Unknown: who may come is a question of the environment.
module "partner" {
  source = "./modules/cluster"

  name                = "acme-partner"
  kubernetes          = "1.32"
  public_access       = length(var.admin_ranges) > 0
  public_access_cidrs = var.admin_ranges
  subnet_ids          = []
}
