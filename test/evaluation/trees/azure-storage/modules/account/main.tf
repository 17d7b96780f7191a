variable "name" {
  type = string

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.name))
    error_message = "Small letters and digits only."
  }
}

variable "containers" {
  description = "Names, or objects with a name and an access."
  type        = any
}

variable "security" {
  type = object({
    https_only        = optional(bool, true)
    min_tls           = optional(string, "TLS1_2")
    public_containers = optional(bool, false)
  })
  default = {}
}

variable "network" {
  description = "Null: the rules are made elsewhere."
  type = object({
    default     = optional(string, "Deny")
    allowed_ips = optional(list(string), [])
  })
  default = null
}

variable "shares" {
  type    = map(object({ quota = optional(number, 100) }))
  default = {}
}

locals {
  containers = {
    for container in var.containers : try(container.name, container) => {
      access = try(container.access, "private")
    }
  }
}

resource "azurerm_storage_account" "this" {
  name                            = var.name
  resource_group_name             = "storage"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  https_traffic_only_enabled      = var.security.https_only
  min_tls_version                 = var.security.min_tls
  allow_nested_items_to_be_public = var.security.public_containers

  dynamic "network_rules" {
    for_each = var.network == null ? [] : [var.network]

    content {
      default_action = network_rules.value.default
      bypass         = ["AzureServices"]
      ip_rules       = network_rules.value.allowed_ips
    }
  }
}

resource "azurerm_storage_container" "this" {
  for_each = local.containers

  name                  = each.key
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = each.value.access
}

resource "azurerm_storage_share" "this" {
  for_each = var.shares

  name               = each.key
  storage_account_id = azurerm_storage_account.this.id
  quota              = each.value.quota
}

output "container_ids" {
  value = values(azurerm_storage_container.this)[*].id
}
