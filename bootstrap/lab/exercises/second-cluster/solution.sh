# One entry more in the input, and one folder more below gitops/.
slipway cluster add river --provider local --server https://river.platform.example.com:6443 --label side=west
slipway generate --commit
git show --stat
git push --quiet origin main

# Git alone makes no cluster: it is started, and handed to whoever drives it.
slipway lab up --timeout 4m
slipway status --wait 3m
