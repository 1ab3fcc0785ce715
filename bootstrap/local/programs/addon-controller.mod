module slipway.dev/programs/addon-controller

go 1.26.0

require github.com/projectsveltos/addon-controller v1.4.0

replace github.com/opencontainers/go-digest => github.com/opencontainers/go-digest v1.0.1-0.20250813155314-89707e38ad1a
