locals {
  office = ["198.51.100.0/24", "203.0.113.0/24"]
  world  = "0.0.0.0/0"
}

# Good: names out of the module's table of ports, from the office only.
module "web" {
  source = "./modules/group"

  name   = "web"
  vpc_id = var.vpc_id
  rules = {
    https = { ports = ["https"], cidrs = [local.world] }
    admin = { ports = ["ssh"], cidrs = local.office }
  }
}

# Faulty: one of its three rules opens SSH and a database to everybody.
module "jump" {
  source = "./modules/group"

  name   = "jump"
  vpc_id = var.vpc_id
  rules = {
    office  = { ports = ["ssh"], cidrs = local.office }
    anybody = { ports = ["ssh", "postgres"], cidrs = concat(local.office, [local.world]) }
    peers   = { ports = ["ssh"], self = true }
  }
}

# Unknown: who comes in is decided elsewhere; that it is MySQL is known.
module "data" {
  source = "./modules/group"

  name   = "data"
  vpc_id = var.vpc_id
  rules = merge(
    { mysql = { ports = ["mysql"], cidrs = var.clients } },
    var.more_rules,
  )
}
