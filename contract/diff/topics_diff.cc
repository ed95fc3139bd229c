#include "contract/diff/topics_diff.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "contract/diff/topic_diff.h"
#include "contract/model/topic_segments.h"

namespace lossy::contract {
namespace {

using Topics = std::vector<ChannelTopic>;

const ChannelTopic* FindShape(const Topics& topics, const ChannelTopic& like) {
  const std::string shape = TopicShape(like.pattern);
  const auto found = std::find_if(topics.begin(), topics.end(), [&](const ChannelTopic& topic) {
    return TopicShape(topic.pattern) == shape;
  });
  return found == topics.end() ? nullptr : &*found;
}

// Returns true if a topic exists that both patterns match. A variable at the end matches the rest.
bool Overlap(const ChannelTopic& one, const ChannelTopic& other) {
  const std::vector<TopicSegment> a = TopicSegments(one.pattern);
  const std::vector<TopicSegment> b = TopicSegments(other.pattern);
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (!a[i].is_variable && !b[i].is_variable && a[i].text != b[i].text) return false;
    if (a[i].is_variable && i + 1 == a.size()) return true;
    if (b[i].is_variable && i + 1 == b.size()) return true;
  }
  return a.size() == b.size();
}

std::size_t LiteralSegments(const ChannelTopic& topic) {
  return TopicSegments(topic.pattern).size() - topic.variables.size();
}

void Remove(const ChannelTopic& old_topic, const Topics& old_topics, const Topics& new_topics,
            FindingList* findings) {
  std::string what = "the topic was removed";
  for (const ChannelTopic& topic : new_topics) {
    if (topic.join.method == old_topic.join.method && FindShape(old_topics, topic) == nullptr) {
      what = absl::StrCat("the pattern became ", topic.pattern);
    }
  }
  findings->Add({.severity = Severity::kBreak,
                 .elements = {TopicPlace(old_topic)},
                 .what = std::move(what),
                 .why = "A join of an old page gets the error not_found.",
                 .remedy =
                     "Keep the old topic: a method may decide the joins of several, each with "
                     "an option (lossy.channel.v1.join)."});
}

void Add(const ChannelTopic& new_topic, const Topics& old_topics, FindingList* findings) {
  Finding finding{.elements = {TopicPlace(new_topic)}, .what = "the topic was added"};
  for (const ChannelTopic& topic : old_topics) {
    // Of two patterns that match a topic, the edge takes the one with more literal segments.
    if (!Overlap(topic, new_topic) || LiteralSegments(topic) > LiteralSegments(new_topic)) continue;
    finding.severity = Severity::kWarning;
    finding.why = absl::StrCat("The topic takes joins of old pages from ", topic.pattern, ".");
    finding.remedy = "Choose a pattern that matches no topic of the old contract.";
  }
  findings->Add(std::move(finding));
}

}  // namespace

void CompareTopics(const Topics& old_topics, const Topics& new_topics, FindingList* findings) {
  for (const ChannelTopic& topic : old_topics) {
    const ChannelTopic* const match = FindShape(new_topics, topic);
    if (match == nullptr) {
      Remove(topic, old_topics, new_topics, findings);
    } else {
      TopicDiff(topic, *match, findings).Compare();
    }
  }
  for (const ChannelTopic& topic : new_topics) {
    if (FindShape(old_topics, topic) == nullptr) Add(topic, old_topics, findings);
  }
}

}  // namespace lossy::contract
