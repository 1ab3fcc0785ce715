# The measures of those three months, with the commits that they are made of.
slipway -C festival report --since 2026-03-01 --until 2026-05-31

# The line that took three days to repair names this commit.
longest=$(git log --format=%h --grep='^Move the stage$' --max-count=1)
cat >festival/answers.yaml <<end
component: sample
failed: 2
longest: "$longest"
waiting: stable
end
git add festival/answers.yaml
git commit --quiet --message 'Answer what the history of the spring says'
git push --quiet origin main
