#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "base/identity/identity.h"
#include "base/text/shared_text.h"
#include "edge/channel/answer.h"
#include "edge/channel/channel_owner.h"
#include "edge/channel/sender.h"
#include "edge/channel/served_topic.h"
#include "edge/limits/byte_budget.h"
#include "edge/phoenix/message.h"
#include "edge/transcoding/payload.h"

namespace lossy::edge {

// The client of one channel: the topic and the join_ref by which the client addresses the channel,
// and the messages that carry them back. A part of the channel; belongs to its thread.
class ChannelClient {
 public:
  // `owner` must outlive the object.
  ChannelClient(ChannelOwner& owner, ServedTopic topic);

  // Takes the join_ref of the client's join, and counts long names for the client. Must be called
  // once, before the methods below.
  void Name(const Message& join);

  ChannelOwner& owner() const { return owner_; }
  Sender sender() const { return owner_.sender(); }
  const base::Identity& identity() const { return owner_.identity(); }
  const ServedTopic& topic() const { return topic_; }
  absl::string_view join_ref() const { return {join_ref_.data(), join_ref_.size()}; }
  // See ServedTopic::ShareName.
  void ShareTopicName(base::SharedText same) { topic_.ShareName(std::move(same)); }

  // True if a message with this join_ref addresses this channel, and not an earlier one of the
  // same topic.
  bool Accepts(absl::string_view join_ref) const;

  // Replies to the client's message with this ref, which is raw JSON.
  void Reply(absl::string_view ref, const Answer& answer) const;
  // As above, with the warnings about the message (WithWarnings). Empty: none.
  void Reply(absl::string_view ref, const Answer& answer, absl::string_view warnings) const;
  void Push(absl::string_view event, const Payload& payload) const;
  // Sends the client the end of the channel: closed (phx_close) or failed (phx_error).
  void SendClose() const;
  void SendError() const;

 private:
  absl::string_view close_ref() const;

  ChannelOwner& owner_;
  ServedTopic topic_;
  // Raw JSON. Nearly all refs are short numbers; smaller than a string.
  absl::InlinedVector<char, 16> join_ref_;
  // Counts the bytes of the topic and the refs if they are long. nullptr if they are short.
  std::unique_ptr<HeldBytes> names_;
  // The client gave no join_ref; then phx_close and phx_error carry none either.
  bool joined_without_ref_ = false;
};

}  // namespace lossy::edge
