#include "tests/sample/talk.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "base/error/error.h"

namespace lossy::sample {
namespace {

using google::protobuf::Struct;
using v1::TalkRequest;
using v1::TalkResponse;

constexpr char kBytes[] = "\x09\x08\x07";

TalkResponse Reply(const TalkRequest& request, const Struct& response) {
  TalkResponse reply;
  reply.set_ref(request.ref());
  *reply.mutable_reply() = response;
  return reply;
}

TalkResponse Refusal(const TalkRequest& request, const absl::Status& status) {
  TalkResponse reply;
  reply.set_ref(request.ref());
  *reply.mutable_error() = base::ToError(status);
  return reply;
}

TalkResponse Bytes(const TalkRequest& request, const std::string& bytes) {
  TalkResponse reply;
  reply.set_ref(request.ref());
  reply.mutable_bytes()->set_data(bytes);
  return reply;
}

TalkResponse Pushed(const Struct& payload) {
  TalkResponse push;
  *push.mutable_pushed() = payload;
  return push;
}

TalkResponse AfterJoin() {
  TalkResponse push;
  (*push.mutable_after_join()->mutable_fields())["n"].set_number_value(1);
  return push;
}

std::string TextOf(const Struct& payload, const std::string& key) {
  const auto found = payload.fields().find(key);
  return found == payload.fields().end() ? "" : found->second.string_value();
}

}  // namespace

std::vector<TalkResponse> Talk::Handle(const TalkRequest& request) {
  switch (request.event_case()) {
    case TalkRequest::kJoin:
      return Join(request);
    case TalkRequest::kStop:
      End(absl::OkStatus());
      return {};
    case TalkRequest::kStopReply:
      End(absl::OkStatus());
      return {Reply(request, request.stop_reply())};
    case TalkRequest::kBoom:
      End(absl::AbortedError("the client wanted it so"));
      return {};
    case TalkRequest::kBoomReply:
      End(absl::AbortedError("the client wanted it so"));
      return {Reply(request, request.boom_reply())};
    default:
      return Dispatch(request);
  }
}

std::vector<TalkResponse> Talk::Join(const TalkRequest& request) {
  const absl::string_view name(request.join().name());
  if (absl::StartsWith(name, "denied")) {
    return {Refusal(request, absl::PermissionDeniedError("Not you"))};
  }
  if (absl::StartsWith(name, "crash")) {
    End(absl::AbortedError("the name wants it so"));
    return {};
  }
  if (absl::StartsWith(name, "hang")) return {};
  if (absl::StartsWith(name, "eager")) return {AfterJoin(), Reply(request, {})};
  if (absl::StartsWith(name, "bytes")) return {Bytes(request, kBytes)};
  return {Reply(request, {})};
}

std::vector<TalkResponse> Talk::Dispatch(const TalkRequest& request) {
  switch (request.event_case()) {
    case TalkRequest::kEcho:
      return {Reply(request, request.echo())};
    case TalkRequest::kEchoErr:
      return {Refusal(request, absl::PermissionDeniedError(TextOf(request.echo_err(), "reason")))};
    case TalkRequest::kStatusOnly:
      return {Reply(request, {})};
    case TalkRequest::kPushMe:
      return {Pushed(request.push_me())};
    case TalkRequest::kPushAndReply:
      return {Pushed(request.push_and_reply()), Reply(request, {})};
    case TalkRequest::kReplyLater:
      waiting_ref_ = request.ref();
      return {};
    case TalkRequest::kNow:
      return ReplyToBoth(request);
    case TalkRequest::kReplyTwice:
      return {Reply(request, request.reply_twice()), Reply(request, request.reply_twice())};
    case TalkRequest::kBinary:
      return {Bytes(request, request.binary().data())};
    case TalkRequest::kPushBin: {
      TalkResponse push;
      *push.mutable_pushed_bin() = request.push_bin();
      return {push};
    }
    default:
      return {};
  }
}

std::vector<TalkResponse> Talk::ReplyToBoth(const TalkRequest& now) {
  TalkRequest earlier;
  earlier.set_ref(std::exchange(waiting_ref_, ""));
  return {Reply(now, now.now()), Reply(earlier, now.now())};
}

void Talk::End(absl::Status status) {
  over_ = true;
  end_ = std::move(status);
}

}  // namespace lossy::sample
