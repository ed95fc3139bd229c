#include "edge/channel/channel_client.h"

#include <utility>

namespace lossy::edge {
namespace {

constexpr absl::string_view kNull = "null";
// Topics and refs up to this size are not counted against the client's bytes.
constexpr std::size_t kShortNames = 512;
// The reason makes a Phoenix client join again.
constexpr absl::string_view kErrorPayload = R"({"reason":"channel_crash"})";

}  // namespace

ChannelClient::ChannelClient(ChannelOwner& owner, ServedTopic topic)
    : owner_(owner), topic_(std::move(topic)), join_ref_(kNull.begin(), kNull.end()) {}

void ChannelClient::Name(const Message& join) {
  joined_without_ref_ = join.join_ref == kNull;
  const absl::string_view ref = joined_without_ref_ ? join.ref : join.join_ref;
  join_ref_.assign(ref.begin(), ref.end());
  // The copies of the refs for the reply live until it is sent; the topic and one ref stay.
  const std::size_t bytes = 2 * join_ref_.size() + join.ref.size() + topic_.name().size();
  if (bytes <= kShortNames) return;
  names_ = std::make_unique<HeldBytes>();
  sender().transport().Hold(*names_, bytes);
}

bool ChannelClient::Accepts(absl::string_view join_ref) const {
  return join_ref == kNull || joined_without_ref_ || join_ref == this->join_ref();
}

void ChannelClient::Reply(absl::string_view ref, const Answer& answer) const {
  if (!answer.ok()) {
    const ServedChannel& channel = topic_.channel();
    channel.metrics.events_refused.Count(answer.reason);
    owner_.OnRefused(ClientError::kEventRefused, channel.route.pattern.text(), answer);
  }
  sender().Reply(join_ref(), ref, topic_.name(), answer);
}

void ChannelClient::Reply(absl::string_view ref, const Answer& answer,
                          absl::string_view warnings) const {
  if (warnings.empty()) return Reply(ref, answer);
  Reply(ref, WithWarnings(answer, warnings));
}

void ChannelClient::Push(absl::string_view event, const Payload& payload) const {
  sender().Push(join_ref(), topic_.name(), event, payload);
}

void ChannelClient::SendClose() const { sender().PhxClose(close_ref(), topic_.name()); }

void ChannelClient::SendError() const {
  sender().PhxError(close_ref(), topic_.name(), kErrorPayload);
}

absl::string_view ChannelClient::close_ref() const {
  return joined_without_ref_ ? kNull : join_ref();
}

}  // namespace lossy::edge
