# The last lines of platform.yaml are those of the cluster hub, below spec.
cat >>platform.yaml <<'end'
      labels: {region: north}
  groups:
    - name: north
      match: {region: north}
      components: {sample: {config: {message: Bring a coat}}}
end
slipway generate --commit
slipway explain hub sample config.message
git push --quiet origin main
slipway status --wait 2m
