# Git holds the name of the credential; the value stands in the environment alone.
export GIT_USER=platform GIT_TOKEN=new-token
printf '  credentials: [{name: git, kind: git, url: "%s", from: {env: {username: GIT_USER, password: GIT_TOKEN}}}]\n' \
  "$(git remote get-url origin)" >> platform.yaml
sed -i.bak 's/^    sample: {}$/    sample: {config: {message: The doors are closed}}/' platform.yaml
rm platform.yaml.bak
slipway generate

# It pushes, makes the Secret, and waits until the agent reads with it.
slipway bootstrap --timeout 2m
slipway status --wait 2m
