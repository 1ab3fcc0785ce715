# The agent and Git agree, and have done with it: the cause stands in Git.
slipway status --wait 2m
git log --max-count=1 --stat -- platform.yaml

# The commit that took it away stays; the next one says what is to be.
slipway enable sample
slipway generate --commit
git push --quiet origin main
slipway status --wait 4m
