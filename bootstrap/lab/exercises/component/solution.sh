# A folder to begin with, which works as it is.
slipway catalog new motd
slipway catalog lint motd

# The platform takes it, like any other.
slipway enable motd --set text='Mind the step'
slipway generate --commit
git push --quiet origin main
slipway status --wait 2m
