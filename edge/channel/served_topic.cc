#include "edge/channel/served_topic.h"

#include "edge/transcoding/wire_fields.h"

namespace lossy::edge {

ServedTopic::ServedTopic(const ServedChannel& channel, absl::string_view name,
                         const TopicVariables& variables)
    : channel_(&channel), name_(name) {
  for (int i = 0; i < kMaxTopicVariables; ++i) {
    const absl::string_view value = variables[i];
    // A variable that the pattern lacks is empty and points nowhere.
    const std::size_t begin =
        value.empty() ? 0 : static_cast<std::size_t>(value.data() - name.data());
    variables_[i] = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(value.size())};
  }
}

TopicVariables ServedTopic::variables() const {
  TopicVariables variables;
  for (int i = 0; i < kMaxTopicVariables; ++i) variables[i] = Variable(i);
  return variables;
}

absl::string_view ServedTopic::Variable(int index) const {
  return absl::string_view(name_).substr(variables_[index].begin, variables_[index].size);
}

void ServedTopic::Bind(const std::vector<Binding>& bindings, std::string* message) const {
  for (const Binding& binding : bindings) {
    AppendStringField(binding.field_number, Variable(binding.variable), message);
  }
}

}  // namespace lossy::edge
