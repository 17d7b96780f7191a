locals {
  regions = ["europe-west3", "europe-west4"]
  ranges  = cidrsubnets("10.10.0.0/16", 4, 4, 8)
}

# Good: two subnetworks in each of two regions.
module "core" {
  source = "./modules/network"

  name = "core"
  subnets = {
    for index, region in local.regions : region => {
      nodes = cidrsubnet(local.ranges[index], 4, 0)
      pods  = cidrsubnet(local.ranges[index], 4, 1)
    }
  }
  rules = [
    { name = "health", ranges = ["35.191.0.0/16", "130.211.0.0/22"], allow = { tcp = ["80", "443"] } },
    { name = "ssh", ranges = ["35.235.240.0/20"], allow = { tcp = ["22"] } },
  ]
}

# Faulty: of its four rules two are open, one of them for everything.
module "lab" {
  source = "./modules/network"

  name    = "lab"
  subnets = {}
  rules = concat(
    [{ name = "ping", allow = { icmp = [] } }],
    [for name, port in { ssh = 22, web = 443 } : { name = name, allow = { tcp = [port] } }],
    [{ name = "all", allow = { all = [] }, disabled = false }],
    [{ name = "rdp", allow = { tcp = [3389] }, disabled = true }],
  )
}

# Unknown: who comes in.
module "partner" {
  source = "./modules/network"

  name    = "partner"
  subnets = { (local.regions[0]) = { nodes = local.ranges[2] } }
  rules   = [{ name = "ssh", ranges = var.partner_ranges, allow = { tcp = ["22"] } }]
}

variable "partner_ranges" {
  type    = list(string)
  default = null
}
