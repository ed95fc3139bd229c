// gRPC's timers in a process whose wall clock the test sets. The test starts itself once more, with
// the library that moves the clock.

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <string>

#include "base/rpc/deadline.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "grpcpp/alarm.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"

namespace lossy {
namespace {

constexpr char kVariable[] = "STEP_CLOCK_FILE";
constexpr auto kLimit = std::chrono::seconds(30);

void SetOffset(const char* path, absl::Duration offset) {
  const std::int64_t nanoseconds = absl::ToInt64Nanoseconds(offset);
  const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const bool is_written = pwrite(file, &nanoseconds, sizeof nanoseconds, 0) == sizeof nanoseconds;
  close(file);
  if (!is_written) std::abort();
}

// Moves the wall clock to so far from the machine's.
void StepTo(absl::Duration offset) { SetOffset(std::getenv(kVariable), offset); }

class GrpcTimersTest : public testing::Test {
 protected:
  void TearDown() override { StepTo(absl::ZeroDuration()); }

  // Listens at `port`; at a free one, which it becomes, if it is 0.
  static std::unique_ptr<grpc::Server> Serve(grpc::CallbackGenericService& service, int* port) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:" + std::to_string(*port),
                             grpc::InsecureServerCredentials(), port);
    builder.RegisterCallbackGenericService(&service);
    return builder.BuildAndStart();
  }

  // True if an alarm rings that is due in a moment.
  static bool Rings() {
    std::promise<void> rings;
    grpc::Alarm alarm;
    alarm.Set(base::GrpcDeadline(base::SteadyNow() + absl::Milliseconds(200)),
              [&](bool) { rings.set_value(); });
    return rings.get_future().wait_for(kLimit) == std::future_status::ready;
  }
};

TEST_F(GrpcTimersTest, TheWallClockIsMovedAndTheSteadyOneIsNot) {
  const std::time_t wall = std::time(nullptr);
  const absl::Time steady = base::SteadyNow();
  StepTo(-absl::Hours(1));
  EXPECT_LT(std::time(nullptr), wall - 3500);
  EXPECT_LT(base::SteadyNow() - steady, absl::Minutes(1));
  EXPECT_GE(base::SteadyNow(), steady);
}

TEST_F(GrpcTimersTest, AnAlarmThatIsSetRingsThoughTheClockIsSetBack) {
  ASSERT_TRUE(Rings());
  std::promise<void> rings;
  grpc::Alarm alarm;
  alarm.Set(base::GrpcDeadline(base::SteadyNow() + absl::Seconds(1)),
            [&](bool) { rings.set_value(); });
  StepTo(-absl::Hours(1));
  EXPECT_EQ(rings.get_future().wait_for(kLimit), std::future_status::ready);
  EXPECT_TRUE(Rings());
}

TEST_F(GrpcTimersTest, AlarmsRingThoughTheClockSteps) {
  for (const int hours : {-1, 1, 0, 24, -24, 0}) {
    StepTo(absl::Hours(hours));
    EXPECT_TRUE(Rings()) << hours;
  }
}

TEST_F(GrpcTimersTest, AChannelConnectsAgainAfterAnOutageDuringWhichTheClockWasSetBack) {
  // A free port, on which nothing listens afterwards.
  int port = 0;
  {
    grpc::CallbackGenericService service;
    ASSERT_NE(Serve(service, &port), nullptr);
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt("grpc.initial_reconnect_backoff_ms", 1000);
  arguments.SetInt("grpc.max_reconnect_backoff_ms", 1000);
  const auto channel = grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port),
                                                 grpc::InsecureChannelCredentials(), arguments);
  ASSERT_TRUE(
      base::Eventually([&] { return channel->GetState(true) == GRPC_CHANNEL_TRANSIENT_FAILURE; }));
  // It rests before it tries again.
  StepTo(-absl::Hours(1));
  grpc::CallbackGenericService service;
  const std::unique_ptr<grpc::Server> server = Serve(service, &port);
  ASSERT_NE(server, nullptr);
  EXPECT_TRUE(base::Eventually([&] { return channel->GetState(true) == GRPC_CHANNEL_READY; }));
}

}  // namespace
}  // namespace lossy

int main(int argc, char** argv) {
  if (std::getenv(lossy::kVariable) == nullptr) {
    const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/clock";
    lossy::SetOffset(path.c_str(), absl::ZeroDuration());
    setenv(lossy::kVariable, path.c_str(), 1);
    // A sanitizer's runtime must come before any other library, and waits in its own way.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    setenv("LD_PRELOAD", "tests/clock/libstep_clock.so", 1);
    execv("/proc/self/exe", argv);
    std::perror("exec");
#endif
    return 0;
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
