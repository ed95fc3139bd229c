#pragma once

#include <string>
#include <vector>

#include "contract/diff/finding.h"
#include "contract/model/contract.h"

namespace lossy::contract {

// Compares a topic of the old contract with the one of the same shape in the new contract. Not
// thread-safe.
class TopicDiff {
 public:
  // The arguments must outlive this object.
  TopicDiff(const ChannelTopic& old_topic, const ChannelTopic& new_topic, FindingList* findings);

  // Adds the findings.
  void Compare();

 private:
  void CompareVariables(const std::vector<std::string>& before,
                        const std::vector<std::string>& after, const std::string& place);
  void CompareSubscription();
  void CompareEvents();
  void CompareEvent(const TopicEvent& old_event, const TopicEvent& new_event,
                    const std::string& place);
  void RemoveEvent(const TopicEvent& old_event);
  void ComparePushes();
  void ComparePush(const TopicPush& old_push, const TopicPush& new_push);
  void RemovePush(const TopicPush& old_push);
  // Returns true if a push of the old topic has the name.
  bool HadPush(const std::string& name) const;
  bool HadEvent(const std::string& name) const;
  std::string EventPlace(const std::string& name) const;
  std::string PushPlace(const std::string& name) const;

  void Report(Severity severity, std::string element, std::string what, std::string why = "",
              std::string remedy = "");

  const ChannelTopic& old_topic_;
  const ChannelTopic& new_topic_;
  const std::string place_;
  FindingList& findings_;
};

// Returns the element of a topic: "topic room:{id}".
std::string TopicPlace(const ChannelTopic& topic);

}  // namespace lossy::contract
