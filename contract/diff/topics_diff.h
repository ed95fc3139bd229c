#pragma once

#include <vector>

#include "contract/diff/finding.h"
#include "contract/model/contract.h"

namespace lossy::contract {

// Adds the findings about the topics of two contracts. Topics match if their patterns match the
// same topics of clients.
void CompareTopics(const std::vector<ChannelTopic>& old_topics,
                   const std::vector<ChannelTopic>& new_topics, FindingList* findings);

}  // namespace lossy::contract
