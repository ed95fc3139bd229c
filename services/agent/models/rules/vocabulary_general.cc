#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_GENERAL;

constexpr Entry kEntries[] = {
    {kTopic, 5,
     "(not sure about|not sure this|not convinced|not crazy about|not a fan|not loving|"
     "on the fence|something else|different approach|start over|rethink|feels off|"
     "feel off|feels weird|something is off|something's off|something off|"
     "something is missing|something's missing|doesn't feel right|step up|"
     "in the right direction|right track|can't explain|hard to explain)"},
    {kTopic, 5,
     "(bugs me but|can't tell you|couldn't tell you|tell you what|tell you why|"
     "not feeling|not feeling it|not feeling this|leave all of this|leave it all|"
     "leave this alone|leave it alone|leave that alone|that got me|this got me|"
     "got me|somehow not|no idea why|don't know why|better than before|way better than)"},
    {kTopic, 3, "(i expected|we expected|expected something|disappointed|disappointing)"},
    {kTopic, 4, "(put my finger|not sold|sold on|hard to say)"},
    {kTopic, 1.5,
     "(overall|in general|generally|everything|whole thing|whole video|great job|"
     "good job|nice work|well done)"},
    {kTopic, 1,
     "(scene|moment|video|movie|film|intro|outro|beginning|last cut|last version|"
     "previous version|previous cut|first cut|approach|vibe|feel|style|direction|draft)"},
};

}  // namespace

absl::Span<const Entry> GeneralEntries() { return kEntries; }

}  // namespace lossy::agent
