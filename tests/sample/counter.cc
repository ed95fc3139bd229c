#include "tests/sample/counter.h"

#include "base/error/error.h"

namespace lossy::sample {
namespace {

constexpr std::int64_t kMilestone = 10;

}  // namespace

std::vector<v1::CountResponse> Counter::Handle(const v1::CountRequest& request) {
  if (request.has_add()) return Add(request);
  v1::CountResponse reply;
  reply.set_ref(request.ref());
  if (request.has_join()) {
    total_ = request.join().start();
    reply.mutable_join()->set_total(total_);
  } else if (!request.has_stop()) {
    *reply.mutable_error() = base::ToError(base::InvalidArgument("event", "is unknown"));
  }
  return {reply};
}

std::vector<v1::CountResponse> Counter::Add(const v1::CountRequest& request) {
  std::vector<v1::CountResponse> answers;
  const std::int64_t before = total_;
  total_ += request.add().amount();
  if (before <= kMilestone && total_ > kMilestone) {
    answers.emplace_back().mutable_passed_ten()->set_total(total_);
  }
  v1::CountResponse& reply = answers.emplace_back();
  reply.set_ref(request.ref());
  reply.mutable_add()->set_total(total_);
  return answers;
}

}  // namespace lossy::sample
