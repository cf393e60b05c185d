<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>EventText</name>
    <message>
        <source>%1 is gone</source>
        <translation>%1 is gone</translation>
    </message>
    <message>
        <source>%1 is starting (pid %2)</source>
        <translation>%1 is starting (pid %2)</translation>
    </message>
    <message>
        <source>%1 is ready</source>
        <translation>%1 is ready</translation>
    </message>
    <message>
        <source>%1 finishes %2 requests and takes no more</source>
        <translation>%1 finishes %2 requests and takes no more</translation>
    </message>
    <message>
        <source>%1 crashes again and again (%2 restarts)</source>
        <translation>%1 crashes again and again (%2 restarts)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 is %2, %3 of %4 ready</source>
        <translation>%1 is %2, %3 of %4 ready</translation>
    </message>
    <message>
        <source>%1: waiting</source>
        <translation>%1: waiting</translation>
    </message>
    <message>
        <source>%1: running</source>
        <translation>%1: running</translation>
    </message>
    <message>
        <source>%1: %2, %3 of %4</source>
        <translation>%1: %2, %3 of %4</translation>
    </message>
    <message>
        <source>%1: done</source>
        <translation>%1: done</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 failed: %2</translation>
    </message>
    <message>
        <source>Rollout of %1 %2: %3</source>
        <translation>Rollout of %1 %2: %3</translation>
    </message>
    <message>
        <source>was rolled back</source>
        <translation>was rolled back</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>failed</translation>
    </message>
    <message>
        <source>Rollout of %1 done in %2 s: %3 requests served, %4 failed</source>
        <translation>Rollout of %1 done in %2 s: %3 requests served, %4 failed</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Health</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Shift</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>Drain</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Pending</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>Not ready</translation>
    </message>
    <message>
        <source>Draining</source>
        <translation>Draining</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Stopping</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Failed</translation>
    </message>
    <message>
        <source>Crash loop</source>
        <translation>Crash loop</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unknown</translation>
    </message>
    <message>
        <source>Redeploy %1</source>
        <translation>Redeploy %1</translation>
    </message>
    <message>
        <source>Scale %1</source>
        <translation>Scale %1</translation>
    </message>
    <message>
        <source>Restart %1</source>
        <translation>Restart %1</translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation>Stop %1</translation>
    </message>
    <message>
        <source>Start %1</source>
        <translation>Start %1</translation>
    </message>
    <message>
        <source>Start project</source>
        <translation>Start project</translation>
    </message>
    <message>
        <source>Stop project</source>
        <translation>Stop project</translation>
    </message>
    <message>
        <source>Gateway: %1 (pid %2)</source>
        <translation>Gateway: %1 (pid %2)</translation>
    </message>
    <message>
        <source>The manifest changed on disk</source>
        <translation>The manifest changed on disk</translation>
    </message>
    <message>
        <source>Project: %1</source>
        <translation>Project: %1</translation>
    </message>
    <message>
        <source>Switch the topology</source>
        <translation>Switch the topology</translation>
    </message>
    <message>
        <source>The topology is switched</source>
        <translation>The topology is switched</translation>
    </message>
    <message>
        <source>%1 scaled from %2 to %3: %4</source>
        <translation>%1 scaled from %2 to %3: %4</translation>
    </message>
    <message>
        <source>was aborted</source>
        <translation>was aborted</translation>
    </message>
    <message>
        <source>gave way to a newer one</source>
        <translation>gave way to a newer one</translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation>Rolled back</translation>
    </message>
    <message>
        <source>Aborted</source>
        <translation>Aborted</translation>
    </message>
    <message>
        <source>Gave way to a newer one</source>
        <translation>Gave way to a newer one</translation>
    </message>
    <message>
        <source>Rollout failed</source>
        <translation>Rollout failed</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2</source>
        <translation>%1 h %2</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 d</translation>
    </message>
</context>
<context>
    <name>GatewayRows</name>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>Match</source>
        <translation>Match</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>Leads to</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>Listener</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Policies</translation>
    </message>
    <message>
        <source>What each costs a request, in nanoseconds</source>
        <translation>What each costs a request, in nanoseconds</translation>
    </message>
    <message>
        <source>rps</source>
        <translation>rps</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Requests</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errors</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Policy</translation>
    </message>
    <message>
        <source>Costs a request</source>
        <translation>Costs a request</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Refused</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>not measured yet</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>Together</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Answers</translation>
    </message>
    <message>
        <source>Shadow</source>
        <translation>Shadow</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copied</translation>
    </message>
    <message>
        <source>Share of the requests</source>
        <translation>Share of the requests</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Compared</translation>
    </message>
    <message>
        <source>Alike</source>
        <translation>Alike</translation>
    </message>
    <message>
        <source>Different</source>
        <translation>Different</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Dropped</translation>
    </message>
    <message>
        <source>The mirror was behind</source>
        <translation>The mirror was behind</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>Too large</translation>
    </message>
    <message>
        <source>Not copied</source>
        <translation>Not copied</translation>
    </message>
    <message>
        <source>Requests that change something</source>
        <translation>Requests that change something</translation>
    </message>
    <message>
        <source>At</source>
        <translation>At</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Request</translation>
    </message>
    <message>
        <source>Differs in</source>
        <translation>Differs in</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>Request id</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Queue</translation>
    </message>
    <message>
        <source>Who calls, and whom</source>
        <translation>Who calls, and whom</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>In flight</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Lag</translation>
    </message>
    <message>
        <source>Age of the oldest that waits</source>
        <translation>Age of the oldest that waits</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>Dead letters</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>Since the composer began</source>
        <translation>Since the composer began</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>Failed tries</source>
        <translation>Failed tries</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Last error</translation>
    </message>
    <message>
        <source>no call of the manifest leads here any more</source>
        <translation>no call of the manifest leads here any more</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Tries</translation>
    </message>
    <message>
        <source>Next try</source>
        <translation>Next try</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>dead letter</source>
        <translation>dead letter</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>delivered</translation>
    </message>
    <message>
        <source>being delivered</source>
        <translation>being delivered</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>waiting</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Call</translation>
    </message>
    <message>
        <source>Carried by</source>
        <translation>Carried by</translation>
    </message>
    <message>
        <source>Direct</source>
        <translation>Direct</translation>
    </message>
    <message>
        <source>Straight to an instance</source>
        <translation>Straight to an instance</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>Through</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Price</translation>
    </message>
    <message>
        <source>The difference: what the hop costs a call</source>
        <translation>The difference: what the hop costs a call</translation>
    </message>
    <message>
        <source>Measured at</source>
        <translation>Measured at</translation>
    </message>
    <message>
        <source>sidecar</source>
        <translation>sidecar</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>gateway</translation>
    </message>
</context>
<context>
    <name>Saga</name>
    <message>
        <source>Running</source>
        <translation>Running</translation>
    </message>
    <message>
        <source>Compensating</source>
        <translation>Compensating</translation>
    </message>
    <message>
        <source>Stuck</source>
        <translation>Stuck</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>Undone</translation>
    </message>
    <message>
        <source>Abandoned</source>
        <translation>Abandoned</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unknown</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>to come</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>sent</translation>
    </message>
    <message>
        <source>done</source>
        <translation>done</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>refused</translation>
    </message>
    <message>
        <source>doubtful</source>
        <translation>doubtful</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>skipped</translation>
    </message>
    <message>
        <source>being undone</source>
        <translation>being undone</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>undone</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unknown</translation>
    </message>
</context>
<context>
    <name>ServiceAction</name>
    <message>
        <source>Only services can be changed</source>
        <translation>Only services can be changed</translation>
    </message>
    <message>
        <source>Not connected to slipwayd</source>
        <translation>Not connected to slipwayd</translation>
    </message>
    <message>
        <source>Slipway balances this service, but does not run it</source>
        <translation>Slipway balances this service, but does not run it</translation>
    </message>
    <message>
        <source>The service is stopped</source>
        <translation>The service is stopped</translation>
    </message>
    <message>
        <source>%1 is running</source>
        <translation>%1 is running</translation>
    </message>
    <message>
        <source>Open details</source>
        <translation>Open details</translation>
    </message>
    <message>
        <source>Show logs</source>
        <translation>Show logs</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>Redeploy</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Scale</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Restart</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
</context>
<context>
    <name>ServiceMenu</name>
    <message>
        <source>Actions of %1</source>
        <translation>Actions of %1</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>Degraded</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>Failing</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unknown</translation>
    </message>
</context>
<context>
    <name>Topology</name>
    <message>
        <source>calls %1</source>
        <translation>calls %1</translation>
    </message>
    <message>
        <source>called by %1</source>
        <translation>called by %1</translation>
    </message>
    <message>
        <source>Hub and spoke</source>
        <translation>Hub and spoke</translation>
    </message>
    <message>
        <source>Peer to peer</source>
        <translation>Peer to peer</translation>
    </message>
    <message>
        <source>%1 call</source>
        <translation>%1 call</translation>
    </message>
    <message>
        <source>%1 calls</source>
        <translation>%1 calls</translation>
    </message>
    <message>
        <source>%1 entry</source>
        <translation>%1 entry</translation>
    </message>
    <message>
        <source>%1 entries</source>
        <translation>%1 entries</translation>
    </message>
    <message>
        <source>Calls between services run through the gateway: %1 connections to the hub in place of %2 between instances.</source>
        <translation>Calls between services run through the gateway: %1 connections to the hub in place of %2 between instances.</translation>
    </message>
    <message>
        <source>Each caller balances straight to the instances it calls: %1 connections, where a hub would keep %2.</source>
        <translation>Each caller balances straight to the instances it calls: %1 connections, where a hub would keep %2.</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 % err</source>
        <translation>%1 % err</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Problems</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>Requests/s</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errors</translation>
    </message>
    <message>
        <source>declared, no calls yet</source>
        <translation>declared, no calls yet</translation>
    </message>
    <message>
        <source>no calls yet</source>
        <translation>no calls yet</translation>
    </message>
    <message>
        <source>no calls
yet</source>
        <translation>no calls
yet</translation>
    </message>
    <message>
        <source>undeclared</source>
        <translation>undeclared</translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%1 of %2 ready</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>Failing</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>No traffic</source>
        <translation>No traffic</translation>
    </message>
    <message>
        <source>%1 rps</source>
        <translation>%1 rps</translation>
    </message>
    <message>
        <source>p95 %1</source>
        <translation>p95 %1</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>Redeploy</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Scale</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Restart</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 failed</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>gateway</translation>
    </message>
    <message>
        <source>external</source>
        <translation>external</translation>
    </message>
    <message>
        <source>no owner</source>
        <translation>no owner</translation>
    </message>
    <message>
        <source>team %1</source>
        <translation>team %1</translation>
    </message>
    <message>
        <source>%1 requests per second</source>
        <translation>%1 requests per second</translation>
    </message>
    <message>
        <source>%1 calls %2: </source>
        <translation>%1 calls %2: </translation>
    </message>
    <message>
        <source>%1 % errors</source>
        <translation>%1 % errors</translation>
    </message>
    <message>
        <source>no errors</source>
        <translation>no errors</translation>
    </message>
    <message>
        <source>asynchronous</source>
        <translation>asynchronous</translation>
    </message>
    <message>
        <source>No service has called another yet. Calls between services run through the gateway, where they are measured.</source>
        <translation>No service has called another yet. Calls between services run through the gateway, where they are measured.</translation>
    </message>
    <message>
        <source>No service has called another yet.</source>
        <translation>No service has called another yet.</translation>
    </message>
</context>
<context>
    <name>TraceRows</name>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Request</translation>
    </message>
    <message>
        <source>Began at</source>
        <translation>Began at</translation>
    </message>
    <message>
        <source>Who made the first span</source>
        <translation>Who made the first span</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Duration</translation>
    </message>
    <message>
        <source>Spans</source>
        <translation>Spans</translation>
    </message>
    <message>
        <source>When</source>
        <translation>When</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>none</source>
        <translation>none</translation>
    </message>
    <message>
        <source>request</source>
        <translation>request</translation>
    </message>
    <message>
        <source>try</source>
        <translation>try</translation>
    </message>
    <message>
        <source>saga</source>
        <translation>saga</translation>
    </message>
    <message>
        <source>step</source>
        <translation>step</translation>
    </message>
    <message>
        <source>compensation</source>
        <translation>compensation</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Made by</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Asked</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>Instance</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Begins after</source>
        <translation>Begins after</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Held</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Tries</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Try</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>Bytes in, out</source>
        <translation>Bytes in, out</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>Request id</translation>
    </message>
    <message>
        <source>Span id</source>
        <translation>Span id</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ActionFeedback</name>
    <message>
        <source>Could not redeploy %1</source>
        <translation>Could not redeploy %1</translation>
    </message>
    <message>
        <source>Could not scale %1</source>
        <translation>Could not scale %1</translation>
    </message>
    <message>
        <source>Could not restart %1</source>
        <translation>Could not restart %1</translation>
    </message>
    <message>
        <source>Could not stop %1</source>
        <translation>Could not stop %1</translation>
    </message>
    <message>
        <source>Could not start %1</source>
        <translation>Could not start %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::CachePanel</name>
    <message>
        <source>of what could be answered from the cache was</source>
        <translation>of what could be answered from the cache was</translation>
    </message>
    <message>
        <source>Path prefix, or all</source>
        <translation>Path prefix, or all</translation>
    </message>
    <message>
        <source>Path prefix of what is purged; empty: all</source>
        <translation>Path prefix of what is purged; empty: all</translation>
    </message>
    <message>
        <source>Purge all</source>
        <translation>Purge all</translation>
    </message>
    <message>
        <source>Share answered from the cache</source>
        <translation>Share answered from the cache</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Hits</translation>
    </message>
    <message>
        <source>Answered from the cache, fresh</source>
        <translation>Answered from the cache, fresh</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Stale</translation>
    </message>
    <message>
        <source>Answered from the cache though stale</source>
        <translation>Answered from the cache though stale</translation>
    </message>
    <message>
        <source>Revalidated</source>
        <translation>Revalidated</translation>
    </message>
    <message>
        <source>The service said that it is still good</source>
        <translation>The service said that it is still good</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Misses</translation>
    </message>
    <message>
        <source>Asked of the service</source>
        <translation>Asked of the service</translation>
    </message>
    <message>
        <source>Bypassed</source>
        <translation>Bypassed</translation>
    </message>
    <message>
        <source>Of no business to a cache</source>
        <translation>Of no business to a cache</translation>
    </message>
    <message>
        <source>Collapsed</source>
        <translation>Collapsed</translation>
    </message>
    <message>
        <source>Waited for another request&apos;s answer</source>
        <translation>Waited for another request&apos;s answer</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>Stored</translation>
    </message>
    <message>
        <source>Evicted</source>
        <translation>Evicted</translation>
    </message>
    <message>
        <source>Gave way to others</source>
        <translation>Gave way to others</translation>
    </message>
    <message>
        <source>Invalidated</source>
        <translation>Invalidated</translation>
    </message>
    <message>
        <source>Forgotten after a change</source>
        <translation>Forgotten after a change</translation>
    </message>
    <message>
        <source>Purged</source>
        <translation>Purged</translation>
    </message>
    <message>
        <source>Forgotten by hand</source>
        <translation>Forgotten by hand</translation>
    </message>
    <message>
        <source>No route of this project keeps answers: a route that says so has those of its services kept as long as they allow</source>
        <translation>No route of this project keeps answers: a route that says so has those of its services kept as long as they allow</translation>
    </message>
    <message numerus="yes">
        <source>%n answers kept</source>
        <translation>
            <numerusform>%n answer kept</numerusform>
            <numerusform>%n answers kept</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 of %2</translation>
    </message>
    <message>
        <source>Purge</source>
        <translation>Purge</translation>
    </message>
    <message>
        <source>A path begins with /</source>
        <translation>A path begins with /</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Callouts</name>
    <message>
        <source>Things to try</source>
        <translation>Things to try</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Dismiss</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Chart</name>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s ago</source>
        <translation>
            <numerusform>%n s ago</numerusform>
            <numerusform>%n s ago</numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation>now</translation>
    </message>
</context>
<context>
    <name>slipway::gui::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Command palette</translation>
    </message>
    <message>
        <source>Redeploy products, scale orders, logs…</source>
        <translation>Redeploy products, scale orders, logs…</translation>
    </message>
    <message>
        <source>Search services and actions</source>
        <translation>Search services and actions</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Results</translation>
    </message>
    <message>
        <source>Nothing fits</source>
        <translation>Nothing fits</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Drawer</name>
    <message>
        <source>Logs, events and tasks</source>
        <translation>Logs, events and tasks</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>slipway::gui::EdgeInspector</name>
    <message>
        <source>Now</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>Since the project came up</source>
        <translation>Since the project came up</translation>
    </message>
    <message>
        <source>Between</source>
        <translation>Between</translation>
    </message>
    <message>
        <source>No calls yet</source>
        <translation>No calls yet</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Healthy</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errors</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>Failing</translation>
    </message>
    <message>
        <source>Asynchronous</source>
        <translation>Asynchronous</translation>
    </message>
    <message>
        <source>Synchronous</source>
        <translation>Synchronous</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>Requests/s</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Requests</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Tries</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>Retries</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>Listener</translation>
    </message>
    <message>
        <source>declared in the manifest</source>
        <translation>declared in the manifest</translation>
    </message>
    <message>
        <source>not declared in calls of %1</source>
        <translation>not declared in calls of %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::EventsModel</name>
    <message>
        <source>Time</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Event</translation>
    </message>
</context>
<context>
    <name>slipway::gui::EventsPane</name>
    <message>
        <source>Events</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>Nothing has happened yet</translation>
    </message>
</context>
<context>
    <name>slipway::gui::FilterField</name>
    <message>
        <source>Clear</source>
        <translation>Clear</translation>
    </message>
</context>
<context>
    <name>slipway::gui::GatewayFeed</name>
    <message>
        <source>The routes could not be read</source>
        <translation>The routes could not be read</translation>
    </message>
    <message>
        <source>The cache could not be purged</source>
        <translation>The cache could not be purged</translation>
    </message>
    <message numerus="yes">
        <source>%n answers forgotten</source>
        <translation>
            <numerusform>%n answer forgotten</numerusform>
            <numerusform>%n answers forgotten</numerusform>
        </translation>
    </message>
    <message>
        <source>The messages could not be redelivered</source>
        <translation>The messages could not be redelivered</translation>
    </message>
    <message>
        <source>The messages could not be purged</source>
        <translation>The messages could not be purged</translation>
    </message>
    <message numerus="yes">
        <source>%n messages wait again</source>
        <translation>
            <numerusform>%n message waits again</numerusform>
            <numerusform>%n messages wait again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n dead letters forgotten</source>
        <translation>
            <numerusform>%n dead letter forgotten</numerusform>
            <numerusform>%n dead letters forgotten</numerusform>
        </translation>
    </message>
    <message>
        <source>The price could not be measured</source>
        <translation>The price could not be measured</translation>
    </message>
</context>
<context>
    <name>slipway::gui::GatewayView</name>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>Filter: path, service, route</source>
        <translation>Filter: path, service, route</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Routes</translation>
    </message>
    <message>
        <source>No request from outside has a way in yet: write a route</source>
        <translation>No request from outside has a way in yet: write a route</translation>
    </message>
    <message>
        <source>No route matches the filter</source>
        <translation>No route matches the filter</translation>
    </message>
    <message>
        <source>Parts of the gateway</source>
        <translation>Parts of the gateway</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Policies</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Mirrors</source>
        <translation>Mirrors</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Queues</translation>
    </message>
    <message>
        <source>Price of a hop</source>
        <translation>Price of a hop</translation>
    </message>
    <message>
        <source>Policies of the route</source>
        <translation>Policies of the route</translation>
    </message>
    <message>
        <source>The selected route has no policies: what it may ask of a request is checked here</source>
        <translation>The selected route has no policies: what it may ask of a request is checked here</translation>
    </message>
    <message>
        <source>Not measured yet: each declared call is asked directly and through its proxy, in turn</source>
        <translation>Not measured yet: each declared call is asked directly and through its proxy, in turn</translation>
    </message>
    <message>
        <source>Measure now</source>
        <translation>Measure now</translation>
    </message>
    <message>
        <source>What going through a proxy costs a call: medians of health checks. Switch the topology and measure again to compare both modes.</source>
        <translation>What going through a proxy costs a call: medians of health checks. Switch the topology and measure again to compare both modes.</translation>
    </message>
    <message>
        <source>No route is mirrored: before a service is replaced, the new one can be asked the same and compared</source>
        <translation>No route is mirrored: before a service is replaced, the new one can be asked the same and compared</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Differences</translation>
    </message>
    <message>
        <source>No answer of the shadow differed</source>
        <translation>No answer of the shadow differed</translation>
    </message>
    <message>
        <source>No call is asynchronous: one that is, is taken at once and delivered in its own time</source>
        <translation>No call is asynchronous: one that is, is taken at once and delivered in its own time</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Messages</translation>
    </message>
    <message>
        <source>Nothing waits, and there is no dead letter</source>
        <translation>Nothing waits, and there is no dead letter</translation>
    </message>
    <message>
        <source>Redeliver dead letters</source>
        <translation>Redeliver dead letters</translation>
    </message>
    <message>
        <source>Purge…</source>
        <translation>Purge…</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Measuring…</translation>
    </message>
    <message>
        <source>serving</source>
        <translation>serving</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>starting</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>lost</translation>
    </message>
    <message>
        <source>configuration %1</source>
        <translation>configuration %1</translation>
    </message>
    <message>
        <source>slipwayd does not answer</source>
        <translation>slipwayd does not answer</translation>
    </message>
    <message>
        <source>A measurement is under way</source>
        <translation>A measurement is under way</translation>
    </message>
    <message>
        <source>There is no dead letter</source>
        <translation>There is no dead letter</translation>
    </message>
    <message numerus="yes">
        <source>Yes, forget %n dead letters for good</source>
        <translation>
            <numerusform>Yes, forget %n dead letter for good</numerusform>
            <numerusform>Yes, forget %n dead letters for good</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::gui::Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <source>Select a service to see it here</source>
        <translation>Select a service to see it here</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Close inspector</source>
        <translation>Close inspector</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>Redeploy</translation>
    </message>
    <message>
        <source>Show logs</source>
        <translation>Show logs</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>More actions</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Requests per second</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latency</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>Instances</translation>
    </message>
    <message>
        <source>Nobody owns it · revision %1</source>
        <translation>Nobody owns it · revision %1</translation>
    </message>
    <message>
        <source>%1 · revision %2</source>
        <translation>%1 · revision %2</translation>
    </message>
    <message>
        <source>rps</source>
        <translation>rps</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
</context>
<context>
    <name>slipway::gui::InstancesModel</name>
    <message>
        <source>signal %1</source>
        <translation>signal %1</translation>
    </message>
    <message>
        <source>exit %1</source>
        <translation>exit %1</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>Instance</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>pid</source>
        <translation>pid</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>Uptime</source>
        <translation>Uptime</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>In flight</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Restarts</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>RSS</source>
        <translation>RSS</translation>
    </message>
    <message>
        <source>Last exit</source>
        <translation>Last exit</translation>
    </message>
</context>
<context>
    <name>slipway::gui::LogView</name>
    <message>
        <source>Written at some time in the %1 before: no daemon watched</source>
        <translation>Written at some time in the %1 before: no daemon watched</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Log lines</translation>
    </message>
    <message>
        <source>Copy lines</source>
        <translation>Copy lines</translation>
    </message>
</context>
<context>
    <name>slipway::gui::LogsPane</name>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>Instance</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Level</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>All levels</translation>
    </message>
    <message>
        <source>Info and above</source>
        <translation>Info and above</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnings and errors</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errors</translation>
    </message>
    <message>
        <source>Find text or regular expression</source>
        <translation>Find text or regular expression</translation>
    </message>
    <message>
        <source>Only lines that match</source>
        <translation>Only lines that match</translation>
    </message>
    <message>
        <source>Follow new lines</source>
        <translation>Follow new lines</translation>
    </message>
    <message>
        <source>No output yet</source>
        <translation>No output yet</translation>
    </message>
    <message>
        <source>All services</source>
        <translation>All services</translation>
    </message>
    <message>
        <source>All instances</source>
        <translation>All instances</translation>
    </message>
    <message>
        <source>Not a regular expression: %1</source>
        <translation>Not a regular expression: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>%n match</numerusform>
            <numerusform>%n matches</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 older lines are no longer kept here; they are in the daemon&apos;s files</source>
        <translation>%1 older lines are no longer kept here; they are in the daemon&apos;s files</translation>
    </message>
    <message>
        <source>%1 new</source>
        <translation>%1 new</translation>
    </message>
</context>
<context>
    <name>slipway::gui::LostBanner</name>
    <message>
        <source>Start daemon</source>
        <translation>Start daemon</translation>
    </message>
    <message>
        <source>Starting slipwayd…</source>
        <translation>Starting slipwayd…</translation>
    </message>
    <message>
        <source>Reconnecting… last data %1 ago</source>
        <translation>Reconnecting… last data %1 ago</translation>
    </message>
    <message>
        <source>slipwayd does not answer</source>
        <translation>slipwayd does not answer</translation>
    </message>
</context>
<context>
    <name>slipway::gui::MainWindow</name>
    <message>
        <source>Starting the sample shop…</source>
        <translation>Starting the sample shop…</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Everywhere</translation>
    </message>
    <message>
        <source>Search and do anything</source>
        <translation>Search and do anything</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Forward</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Logs</translation>
    </message>
    <message>
        <source>Pause the view</source>
        <translation>Pause the view</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Open project</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Next pane</translation>
    </message>
    <message>
        <source>The selected service</source>
        <translation>The selected service</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>Redeploy</translation>
    </message>
    <message>
        <source>One replica more</source>
        <translation>One replica more</translation>
    </message>
    <message>
        <source>One replica fewer</source>
        <translation>One replica fewer</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Open, or focus in the topology</source>
        <translation>Open, or focus in the topology</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>All of its actions</source>
        <translation>All of its actions</translation>
    </message>
    <message>
        <source>Only its owner&apos;s services</source>
        <translation>Only its owner&apos;s services</translation>
    </message>
    <message>
        <source>Only what has errors</source>
        <translation>Only what has errors</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>Topology</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Fit</translation>
    </message>
    <message>
        <source>What edges say: rate, p95, errors</source>
        <translation>What edges say: rate, p95, errors</translation>
    </message>
    <message>
        <source>Group by team</source>
        <translation>Group by team</translation>
    </message>
    <message>
        <source>Hide the node</source>
        <translation>Hide the node</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Arrows</translation>
    </message>
    <message>
        <source>Walk along edges</source>
        <translation>Walk along edges</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Lay out again</source>
        <translation>Lay out again</translation>
    </message>
    <message>
        <source>Scaling %1 %2 → %3</source>
        <translation>Scaling %1 %2 → %3</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>Stopping %1</source>
        <translation>Stopping %1</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Show</translation>
    </message>
    <message>
        <source>Scaled %1 %2 → %3</source>
        <translation>Scaled %1 %2 → %3</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>%1: done</source>
        <translation>%1: done</translation>
    </message>
    <message>
        <source>Slipway manifests (slipway.yaml *.yaml *.yml)</source>
        <translation>Slipway manifests (slipway.yaml *.yaml *.yml)</translation>
    </message>
    <message>
        <source>Starting %1…</source>
        <translation>Starting %1…</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>New project</translation>
    </message>
    <message>
        <source>Slipway manifests (slipway.yaml)</source>
        <translation>Slipway manifests (slipway.yaml)</translation>
    </message>
    <message>
        <source>%1 could not be written</source>
        <translation>%1 could not be written</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>Open project…</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>New project…</translation>
    </message>
    <message>
        <source>Start the sample shop</source>
        <translation>Start the sample shop</translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation>Stop %1</translation>
    </message>
    <message numerus="yes">
        <source>Yes, stop all %n services</source>
        <translation>
            <numerusform>Yes, stop the one service</numerusform>
            <numerusform>Yes, stop all %n services</numerusform>
        </translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>as the system</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dark</translation>
    </message>
    <message>
        <source>light</source>
        <translation>light</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Action</translation>
    </message>
    <message>
        <source>Scale %1 to %2</source>
        <translation>Scale %1 to %2</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>No project runs</source>
        <translation>No project runs</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Screen</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Overview</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>Logs of all services</source>
        <translation>Logs of all services</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Tasks</translation>
    </message>
    <message>
        <source>Go on with the view</source>
        <translation>Go on with the view</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Setting</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Dark theme</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Light theme</translation>
    </message>
    <message>
        <source>Theme as the system</source>
        <translation>Theme as the system</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Keyboard shortcuts</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <source>Scale orders</source>
        <translation>Scale orders</translation>
    </message>
    <message>
        <source>Redeploy products</source>
        <translation>Redeploy products</translation>
    </message>
    <message>
        <source>Break points</source>
        <translation>Break points</translation>
    </message>
    <message>
        <source>Stop it, and see who notices</source>
        <translation>Stop it, and see who notices</translation>
    </message>
    <message>
        <source>Connecting to slipwayd…</source>
        <translation>Connecting to slipwayd…</translation>
    </message>
    <message>
        <source>The sample&apos;s manifest was not found beside this program</source>
        <translation>The sample&apos;s manifest was not found beside this program</translation>
    </message>
    <message>
        <source>Starting slipwayd…</source>
        <translation>Starting slipwayd…</translation>
    </message>
    <message>
        <source>slipwayd could not be started</source>
        <translation>slipwayd could not be started</translation>
    </message>
    <message>
        <source>The project could not be started</source>
        <translation>The project could not be started</translation>
    </message>
    <message>
        <source>The sample shop could not be started</source>
        <translation>The sample shop could not be started</translation>
    </message>
    <message>
        <source>%1 – Slipway</source>
        <translation>%1 – Slipway</translation>
    </message>
    <message>
        <source>Sample running</source>
        <translation>Sample running</translation>
    </message>
    <message>
        <source>One replica more, same address</source>
        <translation>One replica more, same address</translation>
    </message>
    <message>
        <source>While shoppers buy</source>
        <translation>While shoppers buy</translation>
    </message>
    <message>
        <source>%1 has stopped</source>
        <translation>%1 has stopped</translation>
    </message>
    <message>
        <source>%1 redeployed</source>
        <translation>%1 redeployed</translation>
    </message>
    <message>
        <source>%1 restarted</source>
        <translation>%1 restarted</translation>
    </message>
    <message>
        <source>%1 has started</source>
        <translation>%1 has started</translation>
    </message>
    <message>
        <source>%1: requests %2, failed %3, %4</source>
        <translation>%1: requests %2, failed %3, %4</translation>
    </message>
    <message>
        <source>Switched to: %1</source>
        <translation>Switched to: %1</translation>
    </message>
    <message>
        <source>Could not switch to: %1</source>
        <translation>Could not switch to: %1</translation>
    </message>
    <message>
        <source>Switch to: %1</source>
        <translation>Switch to: %1</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>Sagas</source>
        <translation>Sagas</translation>
    </message>
    <message>
        <source>The screens, in their order</source>
        <translation>The screens, in their order</translation>
    </message>
    <message>
        <source>Filter the list, or services</source>
        <translation>Filter the list, or services</translation>
    </message>
    <message>
        <source>The saga was given up</source>
        <translation>The saga was given up</translation>
    </message>
    <message>
        <source>The saga is undone further</source>
        <translation>The saga is undone further</translation>
    </message>
    <message>
        <source>The saga is tried now</source>
        <translation>The saga is tried now</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck sagas</source>
        <translation>
            <numerusform>%n stuck saga</numerusform>
            <numerusform>%n stuck sagas</numerusform>
        </translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>Traces</translation>
    </message>
</context>
<context>
    <name>slipway::gui::MetricCharts</name>
    <message>
        <source>Requests per second</source>
        <translation>Requests per second</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latency</translation>
    </message>
    <message>
        <source>Errors per second</source>
        <translation>Errors per second</translation>
    </message>
    <message>
        <source>CPU, cores</source>
        <translation>CPU, cores</translation>
    </message>
    <message>
        <source>Memory, RSS</source>
        <translation>Memory, RSS</translation>
    </message>
    <message>
        <source>Ready instances</source>
        <translation>Ready instances</translation>
    </message>
    <message>
        <source>rps</source>
        <translation>rps</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>errors</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>memory</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>ready</translation>
    </message>
</context>
<context>
    <name>slipway::gui::NavRail</name>
    <message>
        <source>Navigation</source>
        <translation>Navigation</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>In %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::NodeInspector</name>
    <message>
        <source>no calls yet</source>
        <translation>no calls yet</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 % err</source>
        <translation>%1 % err</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>Redeploy</translation>
    </message>
    <message>
        <source>Replaces each instance by a new one, without dropping a request</source>
        <translation>Replaces each instance by a new one, without dropping a request</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Restart</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Show logs</source>
        <translation>Show logs</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>Instances</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Running</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Calls</translation>
    </message>
    <message>
        <source>Called by</source>
        <translation>Called by</translation>
    </message>
    <message>
        <source>All requests from outside enter here</source>
        <translation>All requests from outside enter here</translation>
    </message>
    <message>
        <source>No team owns this service</source>
        <translation>No team owns this service</translation>
    </message>
    <message>
        <source>Owned by %1</source>
        <translation>Owned by %1</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>Requests/s</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Success</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>%1 cores</source>
        <translation>%1 cores</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memory</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Restarts</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Store</translation>
    </message>
    <message>
        <source>Listens on</source>
        <translation>Listens on</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Process</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>Configuration</translation>
    </message>
    <message>
        <source>generation %1</source>
        <translation>generation %1</translation>
    </message>
    <message>
        <source>pid %1</source>
        <translation>pid %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Notice</name>
    <message>
        <source>Retry</source>
        <translation>Retry</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copy details</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Dismiss</translation>
    </message>
</context>
<context>
    <name>slipway::gui::OperationsModel</name>
    <message>
        <source>Waiting</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Task</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Result</translation>
    </message>
</context>
<context>
    <name>slipway::gui::OverviewView</name>
    <message>
        <source>Overview</source>
        <translation>Overview</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Success</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Requests per second</translation>
    </message>
    <message>
        <source>p95 at the gateway</source>
        <translation>p95 at the gateway</translation>
    </message>
    <message>
        <source>Instances ready</source>
        <translation>Instances ready</translation>
    </message>
    <message>
        <source>Need attention</source>
        <translation>Need attention</translation>
    </message>
    <message>
        <source>Requests per second at the gateway</source>
        <translation>Requests per second at the gateway</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Needs attention</translation>
    </message>
    <message>
        <source>All healthy</source>
        <translation>All healthy</translation>
    </message>
    <message>
        <source>Latest rollouts</source>
        <translation>Latest rollouts</translation>
    </message>
    <message>
        <source>%1 errors per second</source>
        <translation>%1 errors per second</translation>
    </message>
    <message>
        <source>at the gateway</source>
        <translation>at the gateway</translation>
    </message>
    <message>
        <source>last second</source>
        <translation>last second</translation>
    </message>
    <message numerus="yes">
        <source>%n services</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
    <message>
        <source>all healthy</source>
        <translation>all healthy</translation>
    </message>
    <message>
        <source>show them</source>
        <translation>show them</translation>
    </message>
    <message>
        <source>rps</source>
        <translation>rps</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%1 of %2 ready</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Look</translation>
    </message>
    <message>
        <source>No rollout yet: Redeploy a service, and its receipt comes here</source>
        <translation>No rollout yet: Redeploy a service, and its receipt comes here</translation>
    </message>
    <message>
        <source>Sagas</source>
        <translation>Sagas</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck: undoing a step fails</source>
        <translation>
            <numerusform>%n stuck: undoing a step fails</numerusform>
            <numerusform>%n stuck: undoing a step fails</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::gui::OwnershipLegend</name>
    <message>
        <source>Show all teams alike</source>
        <translation>Show all teams alike</translation>
    </message>
    <message>
        <source>Owners</source>
        <translation>Owners</translation>
    </message>
</context>
<context>
    <name>slipway::gui::PaletteButton</name>
    <message>
        <source>Command palette</source>
        <translation>Command palette</translation>
    </message>
    <message>
        <source>Search services and actions</source>
        <translation>Search services and actions</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Pill</name>
    <message>
        <source>Status: %1</source>
        <translation>Status: %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ProgressStrip</name>
    <message>
        <source>Progress of the rollout</source>
        <translation>Progress of the rollout</translation>
    </message>
    <message>
        <source>%1: %2, %3 of %4</source>
        <translation>%1: %2, %3 of %4</translation>
    </message>
    <message>
        <source>waiting for its turn</source>
        <translation>waiting for its turn</translation>
    </message>
    <message>
        <source> · %1 of %2</source>
        <translation> · %1 of %2</translation>
    </message>
    <message>
        <source>next</source>
        <translation>next</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ReceiptCard</name>
    <message>
        <source>%1 (pid %2) started</source>
        <translation>%1 (pid %2) started</translation>
    </message>
    <message>
        <source>%1 (pid %2) stopped</source>
        <translation>%1 (pid %2) stopped</translation>
    </message>
    <message>
        <source>%1 (pid %2) → %3 (pid %4)</source>
        <translation>%1 (pid %2) → %3 (pid %4)</translation>
    </message>
    <message>
        <source>%1 requests served, %2 failed, %3 retried, %4 held in %5</source>
        <translation>%1 requests served, %2 failed, %3 retried, %4 held in %5</translation>
    </message>
    <message>
        <source>Copy receipt</source>
        <translation>Copy receipt</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Dismiss</translation>
    </message>
    <message>
        <source>Receipt of %1</source>
        <translation>Receipt of %1</translation>
    </message>
    <message>
        <source>Rolled back: the old instances go on serving</source>
        <translation>Rolled back: the old instances go on serving</translation>
    </message>
    <message>
        <source>requests served</source>
        <translation>requests served</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>failed</translation>
    </message>
    <message>
        <source>retried</source>
        <translation>retried</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>in all</translation>
    </message>
    <message numerus="yes">
        <source>drained, %n in flight</source>
        <translation>
            <numerusform>drained, %n in flight</numerusform>
            <numerusform>drained, %n in flight</numerusform>
        </translation>
    </message>
    <message>
        <source>No other service was touched</source>
        <translation>No other service was touched</translation>
    </message>
    <message>
        <source>Meanwhile also changed: %1</source>
        <translation>Meanwhile also changed: %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ReceiptsModel</name>
    <message>
        <source>Scale %1 → %2</source>
        <translation>Scale %1 → %2</translation>
    </message>
    <message>
        <source>Restart, revision %1</source>
        <translation>Restart, revision %1</translation>
    </message>
    <message>
        <source>Redeploy, revision %1</source>
        <translation>Redeploy, revision %1</translation>
    </message>
    <message>
        <source>Redeploy, revision %1 → %2</source>
        <translation>Redeploy, revision %1 → %2</translation>
    </message>
    <message>
        <source>%1 requests, %2 failed · %3</source>
        <translation>%1 requests, %2 failed · %3</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Start, revision %1</source>
        <translation>Start, revision %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ReplicaStepper</name>
    <message>
        <source>One replica fewer</source>
        <translation>One replica fewer</translation>
    </message>
    <message>
        <source>One replica more</source>
        <translation>One replica more</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>Replicas</translation>
    </message>
    <message>
        <source>Replicas of %1</source>
        <translation>Replicas of %1</translation>
    </message>
    <message>
        <source>%1 ready of %2</source>
        <translation>%1 ready of %2</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagaDetail</name>
    <message>
        <source>Try now</source>
        <translation>Try now</translation>
    </message>
    <message>
        <source>Resume undoing</source>
        <translation>Resume undoing</translation>
    </message>
    <message>
        <source>Abandon…</source>
        <translation>Abandon…</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Steps</translation>
    </message>
    <message>
        <source>The saga could not be abandoned</source>
        <translation>The saga could not be abandoned</translation>
    </message>
    <message>
        <source>The undoing could not be resumed</source>
        <translation>The undoing could not be resumed</translation>
    </message>
    <message>
        <source>The saga could not be tried</source>
        <translation>The saga could not be tried</translation>
    </message>
    <message>
        <source>began %1</source>
        <translation>began %1</translation>
    </message>
    <message>
        <source>%1 of %2 steps done</source>
        <translation>%1 of %2 steps done</translation>
    </message>
    <message>
        <source>took %1</source>
        <translation>took %1</translation>
    </message>
    <message>
        <source>next try in %1</source>
        <translation>next try in %1</translation>
    </message>
    <message>
        <source>the client was answered %1</source>
        <translation>the client was answered %1</translation>
    </message>
    <message>
        <source>client&apos;s key %1</source>
        <translation>client&apos;s key %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>An order is under way</source>
        <translation>An order is under way</translation>
    </message>
    <message>
        <source>Yes, give it up: what is not undone stays as it is</source>
        <translation>Yes, give it up: what is not undone stays as it is</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagaStepsModel</name>
    <message>
        <source>none</source>
        <translation>none</translation>
    </message>
    <message>
        <source>Idempotency-Key of the step; its compensation&apos;s ends with -undo</source>
        <translation>Idempotency-Key of the step; its compensation&apos;s ends with -undo</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Step</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Tries</translation>
    </message>
    <message>
        <source>Undo tries</source>
        <translation>Undo tries</translation>
    </message>
    <message>
        <source>Idempotency key</source>
        <translation>Idempotency key</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagaTimeline</name>
    <message>
        <source>Timeline of the saga</source>
        <translation>Timeline of the saga</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>taken back</translation>
    </message>
    <message numerus="yes">
        <source>%n tries</source>
        <translation>
            <numerusform>%n try</numerusform>
            <numerusform>%n tries</numerusform>
        </translation>
    </message>
    <message>
        <source>fails</source>
        <translation>fails</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>given up</translation>
    </message>
    <message>
        <source>to be undone</source>
        <translation>to be undone</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>not needed</translation>
    </message>
    <message>
        <source>▶ Forward</source>
        <translation>▶ Forward</translation>
    </message>
    <message>
        <source>◀ Undo</source>
        <translation>◀ Undo</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagasModel</name>
    <message>
        <source>%1, saga of %2, %3</source>
        <translation>%1, saga of %2, %3</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Composite</source>
        <translation>Composite</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Steps</translation>
    </message>
    <message>
        <source>At step</source>
        <translation>At step</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Tries</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Started</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Took</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Why</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagasView</name>
    <message>
        <source>Sagas</source>
        <translation>Sagas</translation>
    </message>
    <message>
        <source>Filter: composite, reason, state:stuck</source>
        <translation>Filter: composite, reason, state:stuck</translation>
    </message>
    <message>
        <source>Words of the id, the composite, the step or the reason; state:open, state:stuck, state:undone</source>
        <translation>Words of the id, the composite, the step or the reason; state:open, state:stuck, state:undone</translation>
    </message>
    <message>
        <source>No saga matches the filter</source>
        <translation>No saga matches the filter</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Clear filter</translation>
    </message>
    <message>
        <source>The sagas could not be read</source>
        <translation>The sagas could not be read</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck</source>
        <translation>
            <numerusform>%n stuck</numerusform>
            <numerusform>%n stuck</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hidden</source>
        <translation>
            <numerusform>%n hidden</numerusform>
            <numerusform>%n hidden</numerusform>
        </translation>
    </message>
    <message>
        <source>No saga ran yet: send a request to a route that leads to a composite</source>
        <translation>No saga ran yet: send a request to a route that leads to a composite</translation>
    </message>
    <message>
        <source>This project has no composites: several calls made one, which take effect together or not at all</source>
        <translation>This project has no composites: several calls made one, which take effect together or not at all</translation>
    </message>
    <message>
        <source>slipwayd does not answer</source>
        <translation>slipwayd does not answer</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SampleBanner</name>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Open my project</source>
        <translation>Open my project</translation>
    </message>
    <message>
        <source>Stop the sample</source>
        <translation>Stop the sample</translation>
    </message>
    <message>
        <source>Pause shoppers</source>
        <translation>Pause shoppers</translation>
    </message>
    <message>
        <source>Send shoppers</source>
        <translation>Send shoppers</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SampleShop</name>
    <message>
        <source>%1, so it listens on %2</source>
        <translation>%1, so it listens on %2</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServiceFacts</name>
    <message>
        <source>Calls</source>
        <translation>Calls</translation>
    </message>
    <message>
        <source>Called by</source>
        <translation>Called by</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Command</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Data</translation>
    </message>
    <message>
        <source>Balancing</source>
        <translation>Balancing</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Restarts</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServiceOutcome</name>
    <message>
        <source>%1 is failing</source>
        <translation>%1 is failing</translation>
    </message>
    <message>
        <source>%1 does not stay up</source>
        <translation>%1 does not stay up</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServicePage</name>
    <message>
        <source>Parts of the service</source>
        <translation>Parts of the service</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Overview</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>Instances</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Logs</translation>
    </message>
    <message>
        <source>Deploys</source>
        <translation>Deploys</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Restart all instances</source>
        <translation>Restart all instances</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>Redeploy</translation>
    </message>
    <message>
        <source>Time range</source>
        <translation>Time range</translation>
    </message>
    <message numerus="yes">
        <source>Last %n min</source>
        <translation>
            <numerusform>Last minute</numerusform>
            <numerusform>Last %n min</numerusform>
        </translation>
    </message>
    <message>
        <source>Measured at the gateway, each second</source>
        <translation>Measured at the gateway, each second</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>What it is</translation>
    </message>
    <message>
        <source>Restart this instance</source>
        <translation>Restart this instance</translation>
    </message>
    <message>
        <source>No rollout yet. Each one leaves a receipt here: who was replaced, and what it did to traffic.</source>
        <translation>No rollout yet. Each one leaves a receipt here: who was replaced, and what it did to traffic.</translation>
    </message>
    <message>
        <source>Redeploy now</source>
        <translation>Redeploy now</translation>
    </message>
    <message>
        <source>Rollouts</source>
        <translation>Rollouts</translation>
    </message>
    <message>
        <source>Service %1</source>
        <translation>Service %1</translation>
    </message>
    <message>
        <source>nobody owns it</source>
        <translation>nobody owns it</translation>
    </message>
    <message>
        <source>Owner: %1</source>
        <translation>Owner: %1</translation>
    </message>
    <message>
        <source>%1 · external</source>
        <translation>%1 · external</translation>
    </message>
    <message>
        <source>%1 · revision %2</source>
        <translation>%1 · revision %2</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServicesDelegate</name>
    <message>
        <source>external</source>
        <translation>external</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>waiting</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServicesModel</name>
    <message>
        <source>no owner</source>
        <translation>no owner</translation>
    </message>
    <message>
        <source>%1, %2, %3 of %4 ready</source>
        <translation>%1, %2, %3 of %4 ready</translation>
    </message>
    <message>
        <source>Share of requests answered without an error, last second</source>
        <translation>Share of requests answered without an error, last second</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Owner</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>Replicas</translation>
    </message>
    <message>
        <source>rps</source>
        <translation>rps</translation>
    </message>
    <message>
        <source>Last minute</source>
        <translation>Last minute</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Success</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>RSS</source>
        <translation>RSS</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>Uptime</source>
        <translation>Uptime</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServicesView</name>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>Filter: name, team:…, status:bad</source>
        <translation>Filter: name, team:…, status:bad</translation>
    </message>
    <message>
        <source>Words of the name, team:accounts, status:ok, status:bad, status:stopped</source>
        <translation>Words of the name, team:accounts, status:ok, status:bad, status:stopped</translation>
    </message>
    <message>
        <source>No service matches the filter</source>
        <translation>No service matches the filter</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Clear filter</translation>
    </message>
    <message numerus="yes">
        <source>%n hidden</source>
        <translation>
            <numerusform>%n hidden</numerusform>
            <numerusform>%n hidden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::gui::ShortcutsSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Keyboard shortcuts</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SnippetState</name>
    <message>
        <source>Lines for slipway.yaml</source>
        <translation>Lines for slipway.yaml</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Copy the lines for slipway.yaml</source>
        <translation>Copy the lines for slipway.yaml</translation>
    </message>
</context>
<context>
    <name>slipway::gui::StatusStrip</name>
    <message>
        <source>Connecting to slipwayd</source>
        <translation>Connecting to slipwayd</translation>
    </message>
    <message>
        <source>Connected to slipwayd</source>
        <translation>Connected to slipwayd</translation>
    </message>
    <message>
        <source>slipwayd does not answer</source>
        <translation>slipwayd does not answer</translation>
    </message>
    <message>
        <source>View paused</source>
        <translation>View paused</translation>
    </message>
    <message numerus="yes">
        <source>%n services</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need attention</source>
        <translation>
            <numerusform>%n needs attention</numerusform>
            <numerusform>%n need attention</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 rps</source>
        <translation>%1 rps</translation>
    </message>
    <message>
        <source>%1 errors/s</source>
        <translation>%1 errors/s</translation>
    </message>
    <message>
        <source>last data %1 ago</source>
        <translation>last data %1 ago</translation>
    </message>
    <message>
        <source>event lag %1 ms</source>
        <translation>event lag %1 ms</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck sagas</source>
        <translation>
            <numerusform>%n stuck saga</numerusform>
            <numerusform>%n stuck sagas</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::gui::TasksPane</name>
    <message>
        <source>Tasks</source>
        <translation>Tasks</translation>
    </message>
    <message>
        <source>No task yet: redeploy or scale a service</source>
        <translation>No task yet: redeploy or scale a service</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TeamChip</name>
    <message>
        <source>No owner</source>
        <translation>No owner</translation>
    </message>
    <message>
        <source>%1, services: %2</source>
        <translation>%1, services: %2</translation>
    </message>
    <message>
        <source>Services that no team owns. Click to make them stand out.</source>
        <translation>Services that no team owns. Click to make them stand out.</translation>
    </message>
    <message>
        <source>Services of %1. Click to make them stand out.</source>
        <translation>Services of %1. Click to make them stand out.</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>Dismiss</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopBar</name>
    <message>
        <source>Toolbar</source>
        <translation>Toolbar</translation>
    </message>
    <message>
        <source>Pause the view (Space)</source>
        <translation>Pause the view (Space)</translation>
    </message>
    <message>
        <source>Logs, events and tasks (L)</source>
        <translation>Logs, events and tasks (L)</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Theme</translation>
    </message>
    <message>
        <source>Keyboard shortcuts (F1)</source>
        <translation>Keyboard shortcuts (F1)</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>No project</translation>
    </message>
    <message>
        <source>Project: %1</source>
        <translation>Project: %1</translation>
    </message>
    <message>
        <source>Open http://%1/ in the browser</source>
        <translation>Open http://%1/ in the browser</translation>
    </message>
    <message>
        <source>Gateway address %1</source>
        <translation>Gateway address %1</translation>
    </message>
    <message>
        <source>Go on (Space)</source>
        <translation>Go on (Space)</translation>
    </message>
    <message>
        <source>Theme: %1</source>
        <translation>Theme: %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyEdgeModel</name>
    <message>
        <source>No calls yet</source>
        <translation>No calls yet</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Healthy</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errors</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>Failing</translation>
    </message>
    <message>
        <source>Declared</source>
        <translation>Declared</translation>
    </message>
    <message>
        <source>Undeclared</source>
        <translation>Undeclared</translation>
    </message>
    <message>
        <source>From</source>
        <translation>From</translation>
    </message>
    <message>
        <source>To</source>
        <translation>To</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>Requests/s</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Requests</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Tries</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>Retries</translation>
    </message>
    <message>
        <source>Contract</source>
        <translation>Contract</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyInspector</name>
    <message>
        <source>Inspector</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Needs attention</translation>
    </message>
    <message>
        <source>Hub and spoke</source>
        <translation>Hub and spoke</translation>
    </message>
    <message>
        <source>Peer to peer</source>
        <translation>Peer to peer</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>Entries from the gateway</source>
        <translation>Entries from the gateway</translation>
    </message>
    <message>
        <source>Calls between services</source>
        <translation>Calls between services</translation>
    </message>
    <message>
        <source>Calls across teams</source>
        <translation>Calls across teams</translation>
    </message>
    <message>
        <source>Declared, never used</source>
        <translation>Declared, never used</translation>
    </message>
    <message>
        <source>Used, not declared</source>
        <translation>Used, not declared</translation>
    </message>
    <message>
        <source>Processes that carry calls</source>
        <translation>Processes that carry calls</translation>
    </message>
    <message>
        <source>Links through the hub</source>
        <translation>Links through the hub</translation>
    </message>
    <message>
        <source>Links from peer to peer</source>
        <translation>Links from peer to peer</translation>
    </message>
    <message>
        <source>Hub</source>
        <translation>Hub</translation>
    </message>
    <message>
        <source>Sidecar of %1</source>
        <translation>Sidecar of %1</translation>
    </message>
    <message>
        <source>%1 · %2 connections</source>
        <translation>%1 · %2 connections</translation>
    </message>
    <message>
        <source>Process %1: %2 connections from callers, %3 to instances</source>
        <translation>Process %1: %2 connections from callers, %3 to instances</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyNodeModel</name>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Owner</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>Requests/s</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Calls</translation>
    </message>
    <message>
        <source>Called by</source>
        <translation>Called by</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyPanel</name>
    <message>
        <source>No project is open: open one to see its services and the calls between them.</source>
        <translation>No project is open: open one to see its services and the calls between them.</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Open project</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>Services of the topology</source>
        <translation>Services of the topology</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Calls</translation>
    </message>
    <message>
        <source>Calls of the topology</source>
        <translation>Calls of the topology</translation>
    </message>
    <message>
        <source>Find a service</source>
        <translation>Find a service</translation>
    </message>
    <message>
        <source>What the labels of calls say (V)</source>
        <translation>What the labels of calls say (V)</translation>
    </message>
    <message>
        <source>Show all services again</source>
        <translation>Show all services again</translation>
    </message>
    <message>
        <source>Make problems stand out (E)</source>
        <translation>Make problems stand out (E)</translation>
    </message>
    <message>
        <source>Group by team (G)</source>
        <translation>Group by team (G)</translation>
    </message>
    <message>
        <source>Show as tables</source>
        <translation>Show as tables</translation>
    </message>
    <message>
        <source>Lay out again; dragged services stay (Shift+R)</source>
        <translation>Lay out again; dragged services stay (Shift+R)</translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation>Zoom out (-)</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>Zoom in (+)</translation>
    </message>
    <message>
        <source>Fit (F)</source>
        <translation>Fit (F)</translation>
    </message>
    <message>
        <source>Zoom to 100 %</source>
        <translation>Zoom to 100 %</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 found</translation>
    </message>
    <message>
        <source>This project has no services yet: add one to its slipway.yaml.</source>
        <translation>This project has no services yet: add one to its slipway.yaml.</translation>
    </message>
    <message>
        <source>Labels: %1</source>
        <translation>Labels: %1</translation>
    </message>
    <message>
        <source>%1 hidden</source>
        <translation>%1 hidden</translation>
    </message>
    <message>
        <source>Focus on its neighbours</source>
        <translation>Focus on its neighbours</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Hide</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Unpin</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Fit</translation>
    </message>
    <message>
        <source>Don&apos;t group</source>
        <translation>Don&apos;t group</translation>
    </message>
    <message>
        <source>Group by team</source>
        <translation>Group by team</translation>
    </message>
    <message>
        <source>Lay out again</source>
        <translation>Lay out again</translation>
    </message>
    <message>
        <source>Show %1 hidden</source>
        <translation>Show %1 hidden</translation>
    </message>
    <message>
        <source>Could not switch to: %1</source>
        <translation>Could not switch to: %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologySwitch</name>
    <message>
        <source>Way of calls between services</source>
        <translation>Way of calls between services</translation>
    </message>
    <message>
        <source>Peer to peer</source>
        <translation>Peer to peer</translation>
    </message>
    <message>
        <source>Hub and spoke</source>
        <translation>Hub and spoke</translation>
    </message>
    <message>
        <source>No project runs</source>
        <translation>No project runs</translation>
    </message>
    <message>
        <source>Not connected to slipwayd</source>
        <translation>Not connected to slipwayd</translation>
    </message>
    <message>
        <source>A switch is running</source>
        <translation>A switch is running</translation>
    </message>
    <message>
        <source>Calls between services run through the gateway</source>
        <translation>Calls between services run through the gateway</translation>
    </message>
    <message>
        <source>Each caller&apos;s sidecar calls the instances straight</source>
        <translation>Each caller&apos;s sidecar calls the instances straight</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>In force</translation>
    </message>
    <message>
        <source>Switch to it, while calls run</source>
        <translation>Switch to it, while calls run</translation>
    </message>
    <message>
        <source>Switching… %1 of %2 links</source>
        <translation>Switching… %1 of %2 links</translation>
    </message>
    <message>
        <source>Switching…</source>
        <translation>Switching…</translation>
    </message>
    <message>
        <source>%1 links through the hub / %2 from peer to peer</source>
        <translation>%1 links through the hub / %2 from peer to peer</translation>
    </message>
    <message>
        <source>1 process, %1</source>
        <translation>1 process, %1</translation>
    </message>
    <message>
        <source>%1 processes, %2</source>
        <translation>%1 processes, %2</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyView</name>
    <message>
        <source>Topology</source>
        <translation>Topology</translation>
    </message>
    <message>
        <source>Services and the calls between them. Arrow keys follow calls.</source>
        <translation>Services and the calls between them. Arrow keys follow calls.</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TracesView</name>
    <message>
        <source>Traces</source>
        <translation>Traces</translation>
    </message>
    <message>
        <source>No trace yet: send a request through the front door; a service that passes traceparent on with its own calls joins them to it</source>
        <translation>No trace yet: send a request through the front door; a service that passes traceparent on with its own calls joins them to it</translation>
    </message>
    <message>
        <source>No trace matches the filter</source>
        <translation>No trace matches the filter</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Clear filter</translation>
    </message>
    <message>
        <source>Service that took part</source>
        <translation>Service that took part</translation>
    </message>
    <message>
        <source>Shortest duration</source>
        <translation>Shortest duration</translation>
    </message>
    <message>
        <source>Any duration</source>
        <translation>Any duration</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>from %1</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Errors only</translation>
    </message>
    <message>
        <source>Only traces in which something failed (E)</source>
        <translation>Only traces in which something failed (E)</translation>
    </message>
    <message>
        <source>Fields of the span</source>
        <translation>Fields of the span</translation>
    </message>
    <message>
        <source>All services</source>
        <translation>All services</translation>
    </message>
    <message>
        <source>The traces could not be read</source>
        <translation>The traces could not be read</translation>
    </message>
    <message numerus="yes">
        <source>%n traces</source>
        <translation>
            <numerusform>%n trace</numerusform>
            <numerusform>%n traces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n spans lack their parents: incomplete</source>
        <translation>
            <numerusform>%n span lacks its parent: incomplete</numerusform>
            <numerusform>%n spans lack their parents: incomplete</numerusform>
        </translation>
    </message>
    <message>
        <source>the critical path is full, the rest pale</source>
        <translation>the critical path is full, the rest pale</translation>
    </message>
</context>
<context>
    <name>slipway::gui::WaterfallView</name>
    <message>
        <source>Spans of the trace</source>
        <translation>Spans of the trace</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>failed</translation>
    </message>
    <message>
        <source>on the critical path</source>
        <translation>on the critical path</translation>
    </message>
    <message>
        <source>its parent is missing</source>
        <translation>its parent is missing</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>incomplete</translation>
    </message>
</context>
<context>
    <name>slipway::gui::WelcomeView</name>
    <message>
        <source>See your services run as in production</source>
        <translation>See your services run as in production</translation>
    </message>
    <message>
        <source>Scaled out behind a real load balancer, redeployed alone with no dropped request, watched live: on this machine.</source>
        <translation>Scaled out behind a real load balancer, redeployed alone with no dropped request, watched live: on this machine.</translation>
    </message>
    <message>
        <source>Sample shop</source>
        <translation>Sample shop</translation>
    </message>
    <message>
        <source>Five services of five teams, and shoppers that buy. Runs in seconds.</source>
        <translation>Five services of five teams, and shoppers that buy. Runs in seconds.</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Open project</translation>
    </message>
    <message>
        <source>Choose a slipway.yaml; services in any language.</source>
        <translation>Choose a slipway.yaml; services in any language.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>New project</translation>
    </message>
    <message>
        <source>Ten lines of slipway.yaml for a service of your own.</source>
        <translation>Ten lines of slipway.yaml for a service of your own.</translation>
    </message>
</context>
</TS>
