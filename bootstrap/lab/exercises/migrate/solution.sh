# Any of the others would do.
agent=flux
if grep -q '^  agent: flux' platform.yaml; then agent=argocd; fi

# It stops the old one, takes its marks off what it applied, and lets the new one take over.
slipway migrate "$agent" --yes
slipway status --wait 2m
