ephemeral "random_password" "webhook" {
  length = 32
}

variable "subscribers" {
  description = "Queue or address by name of the topic."
  type        = map(set(string))
  default = {
    orders  = ["billing", "shipping", "https://hooks.example.com/orders"]
    returns = ["billing"]
  }
}

variable "publishers" {
  type = list(string)
}

# Good: a topic for each name, a queue for each pair of topic and subscriber, each with its own dead letters.
module "orders" {
  source = "./modules/topic"

  name        = "orders"
  subscribers = var.subscribers["orders"]
  publishers  = ["arn:aws:iam::111122223333:role/shop"]
}

# Faulty: everybody publishes, its queues take from everybody too, and one subscriber gets it in the clear.
module "returns" {
  source = "./modules/topic"

  name        = "returns"
  subscribers = setunion(var.subscribers.returns, ["http://old.example.com/returns"])
  publishers  = ["*"]
  open_queues = true
  encrypted   = false
}

# Unknown: who publishes.
module "events" {
  source = "./modules/topic"

  name        = "events"
  subscribers = lookup(var.subscribers, "events", [])
  publishers  = var.publishers
}
