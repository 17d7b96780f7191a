job "web" {
  datacenters = ["dc1"]
  group "app" {
    count = 2
    network {
      port "http" { to = 8080 }
    }
    task "server" {
      driver = "docker"
      config {
        image = "nginx:1.25"
        ports = ["http"]
      }
      template {
        data        = <<EOH
{{ range service "db" }}
server {{ .Address }}:{{ .Port }}
{{ end }}
EOH
        destination = "local/x.conf"
      }
    }
  }
}
