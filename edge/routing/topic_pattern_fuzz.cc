#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/testing/fuzzing.h"
#include "edge/routing/subscribe_template.h"
#include "edge/routing/topic_pattern.h"

namespace {

using lossy::base::Require;
using lossy::edge::SubscribeTemplate;
using lossy::edge::TopicPattern;
using lossy::edge::TopicVariables;

constexpr absl::string_view kUser = "ann";

void CheckMatch(const TopicPattern& pattern, absl::string_view topic) {
  const absl::optional<TopicVariables> variables = pattern.Match(topic);
  Require(!pattern.is_literal() || variables.has_value() == (topic == pattern.text()),
          "a pattern without variables matches itself alone");
  if (!variables) return;
  for (std::size_t i = 0; i < pattern.variables().size(); ++i) {
    Require(!(*variables)[i].empty(), "no variable is empty");
  }
  const auto again = SubscribeTemplate::Parse(pattern.text(), pattern);
  Require(again.ok(), "a pattern is a template of its own");
  Require(again->Render(*variables, kUser) == topic, "the variables make the topic again");
}

void CheckTemplate(absl::string_view text, const TopicPattern& pattern, absl::string_view topic) {
  const auto subscribe = SubscribeTemplate::Parse(text, pattern);
  if (!subscribe.ok()) return;
  Require(subscribe->empty() == text.empty(), "only an empty template follows nothing");
  const absl::optional<TopicVariables> variables = pattern.Match(topic);
  if (!variables) return;
  const std::string rendered = subscribe->Render(*variables, kUser);
  const bool literal = text.find('{') == absl::string_view::npos;
  Require(!literal || rendered == text, "a template without variables is what it says");
}

}  // namespace

// Lines: two patterns, a topic, a template.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  std::vector<absl::string_view> lines = absl::StrSplit(input, absl::MaxSplits('\n', 3));
  lines.resize(4);
  const auto one = TopicPattern::Parse(lines[0]), other = TopicPattern::Parse(lines[1]);
  if (one.ok()) {
    CheckMatch(*one, lines[2]);
    CheckTemplate(lines[3], *one, lines[2]);
    Require(one->Overlaps(*one), "a pattern overlaps itself");
  }
  if (!one.ok() || !other.ok()) return 0;
  const bool overlap = one->Overlaps(*other);
  Require(overlap == other->Overlaps(*one), "overlap is mutual");
  const bool both = one->Match(lines[2]).has_value() && other->Match(lines[2]).has_value();
  Require(overlap || !both, "patterns that match one topic overlap");
  Require(overlap || one->shape() != other->shape(), "patterns of one shape overlap");
  return 0;
}
