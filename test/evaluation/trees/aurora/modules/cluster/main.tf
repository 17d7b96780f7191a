locals {
  engine   = lookup(var.settings, "engine", "aurora-mysql")
  port     = coalesce(var.port, startswith(local.engine, "aurora-postgres") ? 5432 : 3306)
  managed  = var.password == null
  family   = "${local.engine}${split(".", var.settings["engine_version"])[0]}"
  security = setunion(var.security_group_ids, aws_security_group.this[*].id)
}

resource "aws_security_group" "this" {
  count = length(var.security_group_ids) == 0 ? 1 : 0

  name        = "${var.name}-database"
  description = "Who may reach the database"
}

resource "aws_rds_cluster_parameter_group" "this" {
  count = length(var.parameters) > 0 ? 1 : 0

  name_prefix = "${var.name}-"
  family      = local.family

  dynamic "parameter" {
    for_each = var.parameters

    content {
      name         = parameter.value.name
      value        = parameter.value.value
      apply_method = parameter.value.apply
    }
  }
}

resource "aws_rds_cluster" "this" {
  cluster_identifier              = var.name
  engine                          = local.engine
  engine_version                  = var.settings["engine_version"]
  port                            = local.port
  storage_encrypted               = try(tobool(var.settings["encrypted"]), true)
  deletion_protection             = try(tobool(var.settings["deletion_protection"]), true)
  manage_master_user_password     = local.managed ? true : null
  master_password                 = local.managed ? null : var.password
  master_username                 = "root"
  db_cluster_parameter_group_name = try(aws_rds_cluster_parameter_group.this[0].name, null)
  vpc_security_group_ids          = local.security

  lifecycle {
    ignore_changes = [engine_version]

    precondition {
      condition     = length(var.name) < 40
      error_message = "The name is too long."
    }
  }
}

resource "aws_rds_cluster_instance" "this" {
  for_each = { for name, instance in var.instances : name => instance if try(instance.enabled, true) }

  identifier          = "${var.name}-${each.key}"
  cluster_identifier  = aws_rds_cluster.this.id
  engine              = aws_rds_cluster.this.engine
  instance_class      = try(each.value.class, null) != null ? each.value.class : "db.r6g.large"
  promotion_tier      = lookup(each.value, "promotion_tier", null)
  publicly_accessible = try(each.value.public, false)
}

output "endpoint" {
  value = aws_rds_cluster.this.endpoint
}

output "port" {
  value = local.port
}
