variable "name" {
  type = string
}

variable "subnets" {
  description = "Ranges by region and purpose."
  type        = map(map(string))
}

variable "rules" {
  type = list(object({
    name     = string
    ranges   = optional(list(string), ["0.0.0.0/0"])
    allow    = map(list(string))
    disabled = optional(bool, false)
  }))
  default = []
}

locals {
  subnets = flatten([
    for region, purposes in var.subnets : [
      for purpose, range in purposes : {
        region  = region
        purpose = purpose
        range   = range
      }
    ]
  ])
}

resource "google_compute_network" "this" {
  name                    = var.name
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "this" {
  for_each = { for subnet in local.subnets : "${subnet.region}/${subnet.purpose}" => subnet }

  name                     = join("-", [var.name, each.value.purpose, replace(each.value.region, "europe-", "")])
  region                   = each.value.region
  network                  = google_compute_network.this.id
  ip_cidr_range            = each.value.range
  private_ip_google_access = true
}

resource "google_compute_firewall" "this" {
  for_each = { for index, rule in var.rules : rule.name => merge(rule, { priority = 1000 + 10 * index }) }

  name          = "${var.name}-${each.key}"
  network       = google_compute_network.this.name
  direction     = "INGRESS"
  priority      = each.value.priority
  disabled      = each.value.disabled
  source_ranges = each.value.ranges

  dynamic "allow" {
    for_each = each.value.allow

    content {
      protocol = allow.key
      ports    = length(allow.value) > 0 ? allow.value : null
    }
  }
}

output "subnets" {
  value = { for key, subnet in google_compute_subnetwork.this : key => subnet.self_link }
}
