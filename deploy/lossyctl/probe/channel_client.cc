#include "deploy/lossyctl/probe/channel_client.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/text/json_string.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace lossy::lossyctl {
namespace {

using google::protobuf::ListValue;

constexpr char kJoinRef[] = "1";

std::string Json(absl::string_view text) {
  std::string json;
  base::AppendJsonString(text, &json);
  return json;
}

// A message of the protocol: [join_ref, ref, topic, event, payload].
absl::StatusOr<ListValue> Parse(const std::string& text) {
  ListValue message;
  if (!google::protobuf::util::JsonStringToMessage(text, &message).ok() ||
      message.values_size() != 5) {
    return absl::UnavailableError("the edge sent a message that is not of Phoenix's protocol");
  }
  return message;
}

// Returns the response of a reply, if its status is not "ok".
absl::Status ResultOf(const google::protobuf::Value& payload) {
  const auto& fields = payload.struct_value().fields();
  const auto status = fields.find("status");
  if (status != fields.end() && status->second.string_value() == "ok") return absl::OkStatus();
  std::string response;
  const auto found = fields.find("response");
  if (found == fields.end() ||
      !google::protobuf::util::MessageToJsonString(found->second, &response).ok()) {
    response = "no reason";
  }
  return absl::FailedPreconditionError(absl::StrCat("the edge refuses: ", response));
}

}  // namespace

ChannelClient::ChannelClient(std::unique_ptr<WebSocket> socket, std::string topic)
    : socket_(std::move(socket)), topic_(std::move(topic)) {}

absl::Status ChannelClient::Join(absl::Time deadline) {
  return Request("phx_join", "{}", deadline);
}

absl::Status ChannelClient::Push(absl::string_view event, absl::string_view payload,
                                 absl::Time deadline) {
  seen_.clear();
  return Request(event, payload, deadline);
}

absl::Status ChannelClient::AwaitPush(const std::string& event, absl::Time deadline) {
  const std::string line = absl::StrCat("\n", event, "\n");
  while (!absl::StrContains(absl::StrCat("\n", seen_), line)) {
    const absl::StatusOr<std::string> text = socket_->Receive(deadline);
    if (!text.ok()) return text.status();
    const absl::StatusOr<ListValue> message = Parse(*text);
    if (!message.ok()) return message.status();
    absl::StrAppend(&seen_, message->values(3).string_value(), "\n");
  }
  return absl::OkStatus();
}

absl::Status ChannelClient::Request(absl::string_view event, absl::string_view payload,
                                    absl::Time deadline) {
  const std::string ref = absl::StrCat(++refs_);
  const absl::Status sent =
      socket_->Send(absl::StrCat("[\"", kJoinRef, "\",\"", ref, "\",", Json(topic_), ",",
                                 Json(event), ",", payload, "]"),
                    deadline);
  if (!sent.ok()) return sent;
  for (;;) {
    const absl::StatusOr<std::string> text = socket_->Receive(deadline);
    if (!text.ok()) return text.status();
    const absl::StatusOr<ListValue> message = Parse(*text);
    if (!message.ok()) return message.status();
    const std::string& name = message->values(3).string_value();
    if (name == "phx_reply" && message->values(1).string_value() == ref) {
      return ResultOf(message->values(4));
    }
    absl::StrAppend(&seen_, name, "\n");
  }
}

}  // namespace lossy::lossyctl
