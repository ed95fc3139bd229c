#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {

struct ServedChannel;

// A topic of a served channel, with the values of the pattern's variables. The channel must outlive
// it.
class ServedTopic {
 public:
  // `variables` must point into `name`.
  ServedTopic(const ServedChannel& channel, absl::string_view name,
              const TopicVariables& variables);

  const ServedChannel& channel() const { return *channel_; }
  const std::string& name() const { return name_; }
  // Points into the name: valid as long as this object stays where it is.
  TopicVariables variables() const;

  // Appends the variables to the wire form of a message, each as the field of its binding.
  void Bind(const std::vector<Binding>& bindings, std::string* message) const;

 private:
  // Positions instead of views, so that the object can be moved.
  struct Piece {
    std::uint32_t begin;
    std::uint32_t size;
  };

  absl::string_view Variable(int index) const;

  const ServedChannel* channel_;
  std::string name_;
  std::array<Piece, kMaxTopicVariables> variables_;
};

}  // namespace lossy::edge
