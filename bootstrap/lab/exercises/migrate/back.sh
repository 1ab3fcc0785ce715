# The lab goes on with the agent that it had.
agent=$(sed -n 's/^  agent: \([a-z]*\).*/\1/p' platform.yaml)
[ "$agent" = "$SLIPWAY_LAB_AGENT" ] || slipway migrate "$SLIPWAY_LAB_AGENT" --yes
