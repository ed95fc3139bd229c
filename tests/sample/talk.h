#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::sample {

// What a client of the session Talk is told. Not thread-safe.
class Talk {
 public:
  // What to answer, in order.
  std::vector<v1::TalkResponse> Handle(const v1::TalkRequest& request);

  // Whether the session ends behind the last answer, and how.
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
