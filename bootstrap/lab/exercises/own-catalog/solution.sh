# It takes the place of the one that comes with slipway, and lacks what that has got since.
slipway validate
{ slipway catalog diff builtin ./catalog || [ $? -eq 3 ]; } | sed -n '/^changed/,/^removed/p'

# What is to be different, and nothing else.
git rm --quiet catalog/sample/component.cue
mkdir -p catalog/sample
cat >catalog/sample/patch.cue <<'end'
package component

#Config: {
	// The colour of the page, such as #34577c; by default that of the house.
	color: *"#2e7d32" | =~"^#[0-9a-f]{6}$"
}
end
git add catalog
slipway generate --commit
git push --quiet origin main
slipway status --wait 2m
