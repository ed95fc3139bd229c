#include "edge/channel/served_topic.h"

#include "edge/transcoding/wire_fields.h"

namespace lossy::edge {

ServedTopic::ServedTopic(const ServedChannel& channel, absl::string_view name,
                         const TopicVariables& variables)
    : channel_(&channel), name_(name) {
  for (int i = 0; i < kMaxTopicVariables; ++i) {
    const absl::string_view value = variables[i];
    const std::size_t begin =
        value.empty() ? name.size() : static_cast<std::size_t>(value.data() - name.data());
    begins_[i] = static_cast<std::uint32_t>(begin);
  }
}

TopicVariables ServedTopic::variables() const {
  TopicVariables variables;
  for (int i = 0; i < kMaxTopicVariables; ++i) variables[i] = Variable(i);
  return variables;
}

absl::string_view ServedTopic::Variable(int index) const {
  const absl::string_view rest = name_.view().substr(begins_[index]);
  return channel_->route.pattern.TakesRest(index) ? rest : rest.substr(0, rest.find(':'));
}

void ServedTopic::Bind(const std::vector<Binding>& bindings, std::string* message) const {
  for (const Binding& binding : bindings) {
    AppendStringField(binding.field_number, Variable(binding.variable), message);
  }
}

}  // namespace lossy::edge
