// Measures what one user's searches cost another user. The service runs over gRPC on the loopback
// interface, with a database of its own: "hog" has 60,000 videos and searches them 16 times at once
// for words that they do not contain, "ann" lists her 200. Prints how long ann's list_videos takes
// alone and beside the hog, without bounds and with those of the default flags.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/pg/test_database.h"
#include "base/rpc/calls.h"
#include "base/rpc/channel.h"
#include "base/rpc/user_call_limiter.h"
#include "base/time/clock.h"
#include "grpcpp/server_builder.h"
#include "services/shared/testing/test_identity.h"
#include "services/shared/user_settings/fake_user_settings.h"
#include "services/video/schema.h"
#include "services/video/service.h"

namespace lossy::video {
namespace {

constexpr int kHogVideos = 60'000;
constexpr int kAnnVideos = 200;
constexpr int kSearches = 16;
// The number of ann's calls for a figure, and the time limit for them.
constexpr int kLists = 2000;
constexpr absl::Duration kTime = absl::Seconds(30);

struct Bounds {
  const char* name;
  base::UserCallLimiter::Options calls;
  base::UserCallLimiter::Options searches;
  Videos::Limits videos;
};

// A server with these bounds, wired as in main.cc.
class Server {
 public:
  Server(const base::InternalIdentity& identity, base::pg::Pool& pool, const Bounds& bounds)
      : call_limiter_(bounds.calls, registry_),
        search_limiter_(bounds.searches, registry_),
        calls_(*identity.verifier, registry_, nullptr, nullptr, &call_limiter_),
        videos_(pool, bounds.videos, &search_limiter_),
        service_(calls_, videos_, settings_) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  prometheus::Registry registry_;
  services::FakeSettings settings_;
  base::UserCallLimiter call_limiter_;
  base::UserCallLimiter search_limiter_;
  base::Calls calls_;
  Videos videos_;
  Service service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

class Client {
 public:
  Client(const base::InternalIdentity& identity, const std::string& address, std::string user)
      : stub_(v1::VideoService::NewStub(base::OpenChannel(address, "video"))),
        caller_{.identity = {.user_id = std::move(user)}, .token = {}, .request_id = "bench"} {
    caller_.token = identity.issuer->Issue(caller_.identity, absl::Hours(1));
  }

  absl::Status List(const std::string& search = "") {
    v1::ListVideosRequest request;
    request.mutable_filters()->set_search(search);
    v1::ListVideosResponse response;
    grpc::ClientContext context;
    base::Propagate(caller_, absl::Seconds(30), context);
    return base::FromGrpc(stub_->ListVideos(&context, request, &response));
  }

 private:
  const std::unique_ptr<v1::VideoService::Stub> stub_;
  base::Caller caller_;
};

// Searches on its threads until it is destroyed.
class Hog {
 public:
  Hog(const base::InternalIdentity& identity, const std::string& address) {
    for (int i = 0; i < kSearches; ++i) {
      threads_.emplace_back([this, &identity, address] {
        Client client(identity, address, "hog");
        while (!stop_) ++(client.List("no such words").ok() ? answered_ : refused_);
      });
    }
  }
  ~Hog() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    std::printf("  the hog's searches: %d answered, %d refused\n", answered_.load(),
                refused_.load());
  }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<int> answered_ = 0, refused_ = 0;
  std::vector<std::thread> threads_;
};

struct Times {
  double p50_ms;
  double p99_ms;
};

Times Measure(Client& ann) {
  std::vector<double> times;
  int failed = 0;
  const absl::Time end = base::SteadyNow() + kTime;
  while (static_cast<int>(times.size()) < kLists && base::SteadyNow() < end) {
    const absl::Time start = base::SteadyNow();
    failed += ann.List().ok() ? 0 : 1;
    times.push_back(absl::ToDoubleMilliseconds(base::SteadyNow() - start));
  }
  std::sort(times.begin(), times.end());
  const Times result{.p50_ms = times[times.size() / 2], .p99_ms = times[times.size() * 99 / 100]};
  std::printf("p50 %.2f ms, p99 %.2f ms, %d of %zu failed\n", result.p50_ms, result.p99_ms, failed,
              times.size());
  return result;
}

// Inserts portions, since one statement for all would exceed the time limit of a statement.
void Fill(base::pg::Pool& pool, const std::string& user, int count) {
  constexpr int kPortion = 2000;
  for (int first = 1; first <= count; first += kPortion) {
    const absl::Status filled =
        pool.Query(
                "INSERT INTO videos (user_id, id, platform, external_id, url, title, status, "
                "                    last_viewed_at) "
                "SELECT $1, gen_random_uuid(), 'youtube', n, "
                "       'https://www.youtube.com/watch?v=' || md5(n::text), "
                "       'Rough cut of take ' || n || ' ' || md5(n::text), 'in_progress', "
                "       now() - n * interval '1 minute' "
                "FROM generate_series($2::int, $3::int) n",
                {user, first, std::min(count, first + kPortion - 1)})
            .status();
    if (!filled.ok()) std::printf("not filled: %s\n", filled.ToString().c_str());
  }
}

void Compare(const base::InternalIdentity& identity, base::pg::Pool& pool, const Bounds& bounds) {
  Server server(identity, pool, bounds);
  Client ann(identity, server.address(), "ann");
  std::printf("%s\n", bounds.name);
  for (int i = 0; i < 100; ++i) ann.List().IgnoreError();
  std::printf("  list_videos alone:  ");
  const Times alone = Measure(ann);
  Hog hog(identity, server.address());
  absl::SleepFor(absl::Seconds(1));
  std::printf("  list_videos beside: ");
  const Times beside = Measure(ann);
  std::printf("  p99 beside the hog is %.2f x p99 alone\n", beside.p99_ms / alone.p99_ms);
}

int Run() {
  base::pg::TestDatabase& database = base::pg::TestDatabase::Shared();
  prometheus::Registry registry;
  base::pg::Pool pool({.url = database.url(), .schema = "video"}, registry);
  if (!Migrate(pool).ok()) return 1;
  Fill(pool, "hog", kHogVideos);
  Fill(pool, "ann", kAnnVideos);
  pool.With([](base::pg::Connection& connection) { return connection.Execute("ANALYZE videos"); })
      .IgnoreError();
  const base::InternalIdentity identity = services::NewTestIdentity();
  const base::UserCallLimiter::Options none{.running = 0};
  Compare(identity, pool,
          {.name = "without bounds",
           .calls = none,
           .searches = none,
           .videos = {.quotas = {}, .search_rows = 1'000'000}});
  Compare(
      identity, pool,
      {.name = "with the default bounds", .calls = {}, .searches = {.running = 1}, .videos = {}});
  return 0;
}

}  // namespace
}  // namespace lossy::video

int main() { return lossy::video::Run(); }
