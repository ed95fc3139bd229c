#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"
#include "base/trace/tracer.h"

namespace lossy::base {

// For tests: stores the spans that end while it exists, of all threads. It installs a tracer that
// samples `rate` of the traces, and uninstalls it at the end. Spans must end before.
class FakeSpanSink final : public SpanSink {
 public:
  explicit FakeSpanSink(double rate = 1) : FakeSpanSink(Tracer::Options{.rate = rate}) {}
  explicit FakeSpanSink(const Tracer::Options& options)
      : tracer_(options, *this), before_(Tracer::Install(&tracer_)) {}
  ~FakeSpanSink() override { Tracer::Install(before_); }

  void Accept(std::unique_ptr<SpanRecord> span) override {
    MutexLock lock(mutex_);
    spans_.push_back(std::move(*span));
  }

  // Returns the spans in the order of their ends.
  std::vector<SpanRecord> spans() const {
    MutexLock lock(mutex_);
    return spans_;
  }

  // Returns the first span with this name; an empty record if there is none.
  SpanRecord Find(absl::string_view name) const {
    for (SpanRecord& span : spans()) {
      if (span.name == name) return std::move(span);
    }
    return {};
  }

 private:
  mutable Mutex mutex_;
  std::vector<SpanRecord> spans_ LOSSY_GUARDED_BY(mutex_);
  Tracer tracer_;
  Tracer* const before_;
};

}  // namespace lossy::base
