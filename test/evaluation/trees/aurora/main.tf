locals {
  defaults = {
    engine         = "aurora-postgresql"
    engine_version = "16.2"
    encrypted      = true
  }
}

# Good: three instances, of which one is larger than the others.
module "orders" {
  source = "./modules/cluster"

  name     = "orders"
  settings = local.defaults
  instances = {
    writer = { class = "db.r6g.xlarge" }
    reader = {}
    spare  = { promotion_tier = 15 }
  }
  parameters = [
    { name = "rds.force_ssl", value = "1" },
    { name = "shared_preload_libraries", value = "pg_stat_statements", apply = "pending-reboot" },
  ]
}

# Faulty: the later map wins, so that nothing is encrypted, and one instance has a public endpoint.
module "lab" {
  source = "./modules/cluster"

  name     = "lab"
  settings = merge(local.defaults, { encrypted = false }, { deletion_protection = false })
  instances = {
    for name in ["one", "two"] : name => { public = name == "two" }
  }
  password = var.lab_password
}

# Unknown: what is merged over the defaults is not known.
module "tenant" {
  source = "./modules/cluster"

  name      = "tenant"
  settings  = merge(local.defaults, var.tenant_settings)
  instances = var.tenant_instances
}

output "endpoints" {
  value = {
    for name, cluster in { orders = module.orders, lab = module.lab } : name => cluster.endpoint
  }
}
