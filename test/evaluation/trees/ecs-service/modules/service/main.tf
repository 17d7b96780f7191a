variable "name" {
  type = string
}

variable "public" {
  type    = bool
  default = false
}

variable "containers" {
  type = map(object({
    image       = string
    port        = optional(number)
    essential   = optional(bool, true)
    privileged  = optional(bool)
    environment = optional(map(string), {})
    secrets     = optional(map(string), {})
  }))
}

locals {
  # What is null is left out of the definition.
  definitions = [
    for name, container in var.containers : {
      for key, value in {
        name         = name
        image        = container.image
        essential    = container.essential
        privileged   = container.privileged
        environment  = [for variable, content in container.environment : { name = variable, value = content }]
        secrets      = [for variable, source in container.secrets : { name = variable, valueFrom = source }]
        portMappings = container.port == null ? [] : [{ containerPort = container.port, protocol = "tcp" }]
      } : key => value if value != null
    }
  ]
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256 * length(var.containers)
  memory                   = 512 * length(var.containers)
  container_definitions    = jsonencode(local.definitions)
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = "arn:aws:ecs:eu-central-1:111122223333:cluster/main"
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 2

  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718"]
    assign_public_ip = var.public
  }

  dynamic "load_balancer" {
    for_each = { for name, container in var.containers : name => container.port if container.port != null }

    content {
      container_name   = load_balancer.key
      container_port   = load_balancer.value
      target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/${var.name}/0a1b2c3d4e5f6071"
    }
  }
}
