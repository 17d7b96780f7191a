terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
  subscription_id = "00000000-0000-0000-0000-000000000000"
}

locals {
  office = ["198.51.100.0/24"]
}

# Good: closed, but for the office.
module "records" {
  source = "./modules/account"

  name       = "acmerecords"
  containers = ["letters", "invoices"]
  network    = { allowed_ips = local.office }
  shares     = { scans = { quota = 50 }, archive = {} }
}

# Faulty: it takes plain HTTP and old TLS, is open to all networks, and one of its containers is public.
module "downloads" {
  source = "./modules/account"

  name       = "acmedownloads"
  containers = ["releases", { name = "nightly", access = "blob" }]
  security   = { https_only = false, min_tls = "TLS1_0", public_containers = true }
  network    = { default = "Allow" }
}

# Unknown: the whole security is handed in.
module "tenant" {
  source   = "./modules/account"
  for_each = toset(["north", "south"])

  name       = "acme${each.key}"
  containers = []
  security   = var.tenant_security
  network    = each.key == "north" ? { default = "Deny" } : null
}

variable "tenant_security" {
  type = any
}
