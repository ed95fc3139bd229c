#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::sample {

// The state of one session of the sample's Talk, which answers each of a client's requests. Not
// thread-safe.
class Talk {
 public:
  // Returns the messages to send for a request, in order.
  std::vector<v1::TalkResponse> Handle(const v1::TalkRequest& request);

  // True if the session ends after these messages. end() is then its status.
  bool over() const { return over_; }
  const absl::Status& end() const { return end_; }

 private:
  std::vector<v1::TalkResponse> Join(const v1::TalkRequest& request);
  std::vector<v1::TalkResponse> Dispatch(const v1::TalkRequest& request);
  std::vector<v1::TalkResponse> ReplyToBoth(const v1::TalkRequest& now);
  void End(absl::Status status);

  std::string waiting_ref_;
  bool over_ = false;
  absl::Status end_;
};

}  // namespace lossy::sample
