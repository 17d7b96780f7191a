terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.40"
    }
  }
}

data "aws_availability_zones" "available" {
  state = "available"
}

locals {
  zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
}

# Good: everything is decided here.
module "main" {
  source = "./modules/network"

  name               = "main"
  cidr               = "10.0.0.0/16"
  zones              = slice(local.zones, 0, 2)
  single_nat_gateway = true
  flow_logs          = { retention = 90 }
}

# Faulty: nobody records what happens in it, and its public subnets give every machine an address.
module "lab" {
  source = "./modules/network"

  name           = "lab"
  cidr           = "10.1.0.0/20"
  zones          = [local.zones[2]]
  public_by_name = true
}

# Unknown: how many zones there are is known when the plan is made.
module "wide" {
  source = "./modules/network"

  name           = "wide"
  cidr           = "10.2.0.0/16"
  zones          = data.aws_availability_zones.available.names
  flow_logs      = var.flow_logs
  public_by_name = var.public_by_name
}

# Switched off.
module "none" {
  source = "./modules/network"
  count  = var.flow_logs == null ? 0 : length([])

  name = "none"
  cidr = "10.3.0.0/16"
}
