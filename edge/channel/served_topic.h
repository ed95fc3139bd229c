#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/text/shared_text.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/channel/served_channel.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {

// A topic of a served channel, with the values of the pattern's variables. Each channel of each
// client has one, so it is small. It shares the ownership of the served channel. Not thread-safe.
class ServedTopic {
 public:
  // `variables` are those of the channel's pattern, and must point into `name`. `channel` must be
  // allocated with new.
  ServedTopic(const ServedChannel& channel, absl::string_view name,
              const TopicVariables& variables);

  const ServedChannel& channel() const { return *channel_; }
  const base::SharedText& name() const { return name_; }
  // Makes the name a copy of `same`, an equal text, so that the channels of one topic take the
  // memory of one name. Must not be called while a caller uses variables().
  void ShareName(base::SharedText same) { name_ = std::move(same); }
  // Points into the name.
  TopicVariables variables() const;

  // Appends the variables to the wire form of a message, each as the field of its binding.
  void Bind(const std::vector<Binding>& bindings, std::string* message) const;

 private:
  absl::string_view Variable(int index) const;

  boost::intrusive_ptr<const ServedChannel> channel_;
  base::SharedText name_;
  // The position in the name at which each variable begins; the name's size for a variable that the
  // pattern lacks. Positions are smaller than views. The pattern decides where a variable ends.
  std::array<std::uint32_t, kMaxTopicVariables> begins_;
};

}  // namespace lossy::edge
