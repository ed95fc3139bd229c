#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::sample {

// The answers to a client of the session Talk. Not thread-safe.
class Talk {
 public:
  // The answers, in order.
  std::vector<v1::TalkResponse> Handle(const v1::TalkRequest& request);

  // Set if the session ends after the last answer, with its status.
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
