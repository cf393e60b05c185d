<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>EventText</name>
    <message>
        <source>%1 is gone</source>
        <translation>%1이(가) 사라졌습니다</translation>
    </message>
    <message>
        <source>%1 is starting (pid %2)</source>
        <translation>%1 시작 중 (pid %2)</translation>
    </message>
    <message>
        <source>%1 is ready</source>
        <translation>%1 준비됨</translation>
    </message>
    <message>
        <source>%1 finishes %2 requests and takes no more</source>
        <translation>%1이(가) 요청 %2개를 마치고 더 받지 않습니다</translation>
    </message>
    <message>
        <source>%1 crashes again and again (%2 restarts)</source>
        <translation>%1이(가) 거듭 죽습니다 (재시작 %2회)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 is %2, %3 of %4 ready</source>
        <translation>%1: %2, %4개 중 %3개 준비됨</translation>
    </message>
    <message>
        <source>%1: waiting</source>
        <translation>%1: 대기 중</translation>
    </message>
    <message>
        <source>%1: running</source>
        <translation>%1: 진행 중</translation>
    </message>
    <message>
        <source>%1: %2, %3 of %4</source>
        <translation>%1: %2, %4개 중 %3개</translation>
    </message>
    <message>
        <source>%1: done</source>
        <translation>%1: 완료</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 실패: %2</translation>
    </message>
    <message>
        <source>Rollout of %1 %2: %3</source>
        <translation>%1 롤아웃 %2: %3</translation>
    </message>
    <message>
        <source>was rolled back</source>
        <translation>되돌림</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Rollout of %1 done in %2 s: %3 requests served, %4 failed</source>
        <translation>%1 롤아웃을 %2초에 마침: 요청 %3개 처리, 실패 %4개</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>상태 확인</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>전환</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>드레인</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>대기</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>준비됨</translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>준비 안 됨</translation>
    </message>
    <message>
        <source>Draining</source>
        <translation>드레인 중</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>중지 중</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Crash loop</source>
        <translation>크래시 반복</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>Redeploy %1</source>
        <translation>%1 재배포</translation>
    </message>
    <message>
        <source>Scale %1</source>
        <translation>%1 크기 조정</translation>
    </message>
    <message>
        <source>Restart %1</source>
        <translation>%1 다시 시작</translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation>%1 중지</translation>
    </message>
    <message>
        <source>Start %1</source>
        <translation>%1 시작</translation>
    </message>
    <message>
        <source>Start project</source>
        <translation>프로젝트 시작</translation>
    </message>
    <message>
        <source>Stop project</source>
        <translation>프로젝트 중지</translation>
    </message>
    <message>
        <source>Gateway: %1 (pid %2)</source>
        <translation>게이트웨이: %1 (pid %2)</translation>
    </message>
    <message>
        <source>The manifest changed on disk</source>
        <translation>디스크의 매니페스트가 바뀌었습니다</translation>
    </message>
    <message>
        <source>Project: %1</source>
        <translation>프로젝트: %1</translation>
    </message>
    <message>
        <source>Switch the topology</source>
        <translation>토폴로지 전환</translation>
    </message>
    <message>
        <source>The topology is switched</source>
        <translation>토폴로지를 전환합니다</translation>
    </message>
    <message>
        <source>%1 scaled from %2 to %3: %4</source>
        <translation>%1: 인스턴스 %2 → %3개: %4</translation>
    </message>
    <message>
        <source>was aborted</source>
        <translation>중단됨</translation>
    </message>
    <message>
        <source>gave way to a newer one</source>
        <translation>더 새로운 롤아웃으로 대체됨</translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation>되돌림</translation>
    </message>
    <message>
        <source>Aborted</source>
        <translation>중단됨</translation>
    </message>
    <message>
        <source>Gave way to a newer one</source>
        <translation>더 새로운 롤아웃으로 대체됨</translation>
    </message>
    <message>
        <source>Rollout failed</source>
        <translation>롤아웃 실패</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1분</translation>
    </message>
    <message>
        <source>%1 h %2</source>
        <translation>%1시간 %2분</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1일</translation>
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
        <translation>조건</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>리스너</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>정책</translation>
    </message>
    <message>
        <source>What each costs a request, in nanoseconds</source>
        <translation>요청마다 드는 비용(나노초)</translation>
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
        <translation>요청</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>정책</translation>
    </message>
    <message>
        <source>Costs a request</source>
        <translation>요청당 비용</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>거절</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>아직 측정 안 됨</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>합계</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>응답</translation>
    </message>
    <message>
        <source>Shadow</source>
        <translation>섀도</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Share of the requests</source>
        <translation>요청 중 비율</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Alike</source>
        <translation>같음</translation>
    </message>
    <message>
        <source>Different</source>
        <translation>다름</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>응답 없음</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>버림</translation>
    </message>
    <message>
        <source>The mirror was behind</source>
        <translation>미러가 밀렸습니다</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>너무 큼</translation>
    </message>
    <message>
        <source>Not copied</source>
        <translation>복사 안 함</translation>
    </message>
    <message>
        <source>Requests that change something</source>
        <translation>무언가를 바꾸는 요청</translation>
    </message>
    <message>
        <source>At</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>요청</translation>
    </message>
    <message>
        <source>Differs in</source>
        <translation>다른 곳</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>응답</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>요청 ID</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>큐</translation>
    </message>
    <message>
        <source>Who calls, and whom</source>
        <translation>부르는 쪽과 불리는 쪽</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>전송 중</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>지연</translation>
    </message>
    <message>
        <source>Age of the oldest that waits</source>
        <translation>가장 오래 기다린 메시지의 나이</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>배달 못 함</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>접수</translation>
    </message>
    <message>
        <source>Since the composer began</source>
        <translation>composer가 시작한 뒤로</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>배달</translation>
    </message>
    <message>
        <source>Failed tries</source>
        <translation>실패한 시도</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>마지막 오류</translation>
    </message>
    <message>
        <source>no call of the manifest leads here any more</source>
        <translation>매니페스트에 이리 오는 호출이 더는 없습니다</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>키</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>시도</translation>
    </message>
    <message>
        <source>Next try</source>
        <translation>다음 시도</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>dead letter</source>
        <translation>배달 못 함</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>배달됨</translation>
    </message>
    <message>
        <source>being delivered</source>
        <translation>배달 중</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>호출</translation>
    </message>
    <message>
        <source>Carried by</source>
        <translation>전달</translation>
    </message>
    <message>
        <source>Direct</source>
        <translation>직접</translation>
    </message>
    <message>
        <source>Straight to an instance</source>
        <translation>인스턴스로 바로</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>거쳐서</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>비용</translation>
    </message>
    <message>
        <source>The difference: what the hop costs a call</source>
        <translation>차이: 한 홉이 호출마다 더하는 시간</translation>
    </message>
    <message>
        <source>Measured at</source>
        <translation>측정 시각</translation>
    </message>
    <message>
        <source>sidecar</source>
        <translation>사이드카</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>게이트웨이</translation>
    </message>
</context>
<context>
    <name>Saga</name>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Compensating</source>
        <translation>보상 중</translation>
    </message>
    <message>
        <source>Stuck</source>
        <translation>멈춤</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>되돌림</translation>
    </message>
    <message>
        <source>Abandoned</source>
        <translation>포기함</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>남음</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>보냄</translation>
    </message>
    <message>
        <source>done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>거절됨</translation>
    </message>
    <message>
        <source>doubtful</source>
        <translation>불확실</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>건너뜀</translation>
    </message>
    <message>
        <source>being undone</source>
        <translation>되돌리는 중</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>되돌림</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>알 수 없음</translation>
    </message>
</context>
<context>
    <name>ServiceAction</name>
    <message>
        <source>Only services can be changed</source>
        <translation>서비스만 바꿀 수 있습니다</translation>
    </message>
    <message>
        <source>Not connected to slipwayd</source>
        <translation>slipwayd에 연결되어 있지 않습니다</translation>
    </message>
    <message>
        <source>Slipway balances this service, but does not run it</source>
        <translation>Slipway가 분산만 하고 실행하지는 않는 서비스입니다</translation>
    </message>
    <message>
        <source>The service is stopped</source>
        <translation>서비스가 중지되어 있습니다</translation>
    </message>
    <message>
        <source>%1 is running</source>
        <translation>%1 진행 중</translation>
    </message>
    <message>
        <source>Open details</source>
        <translation>자세히 열기</translation>
    </message>
    <message>
        <source>Show logs</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>재배포</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>크기 조정</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>다시 시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
</context>
<context>
    <name>ServiceMenu</name>
    <message>
        <source>Actions of %1</source>
        <translation>%1의 작업</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Ready</source>
        <translation>준비됨</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>저하됨</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>장애</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>알 수 없음</translation>
    </message>
</context>
<context>
    <name>Topology</name>
    <message>
        <source>calls %1</source>
        <translation>%1 호출</translation>
    </message>
    <message>
        <source>called by %1</source>
        <translation>%1이(가) 호출</translation>
    </message>
    <message>
        <source>Hub and spoke</source>
        <translation>허브 앤 스포크</translation>
    </message>
    <message>
        <source>Peer to peer</source>
        <translation>피어 투 피어</translation>
    </message>
    <message>
        <source>%1 call</source>
        <translation>호출 %1개</translation>
    </message>
    <message>
        <source>%1 calls</source>
        <translation>호출 %1개</translation>
    </message>
    <message>
        <source>%1 entry</source>
        <translation>진입 %1개</translation>
    </message>
    <message>
        <source>%1 entries</source>
        <translation>진입 %1개</translation>
    </message>
    <message>
        <source>Calls between services run through the gateway: %1 connections to the hub in place of %2 between instances.</source>
        <translation>서비스 사이의 호출이 게이트웨이를 거칩니다: 인스턴스 사이 연결 %2개 대신 허브로 %1개.</translation>
    </message>
    <message>
        <source>Each caller balances straight to the instances it calls: %1 connections, where a hub would keep %2.</source>
        <translation>호출하는 쪽이 인스턴스로 바로 분산합니다: 연결 %1개, 허브라면 %2개.</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/초</translation>
    </message>
    <message>
        <source>%1 % err</source>
        <translation>오류 %1 %</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>문제만</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>요청/초</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>declared, no calls yet</source>
        <translation>선언됨, 아직 호출 없음</translation>
    </message>
    <message>
        <source>no calls yet</source>
        <translation>아직 호출 없음</translation>
    </message>
    <message>
        <source>no calls
yet</source>
        <translation>아직
호출 없음</translation>
    </message>
    <message>
        <source>undeclared</source>
        <translation>선언되지 않음</translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%2개 중 %1개 준비됨</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>장애</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>No traffic</source>
        <translation>트래픽 없음</translation>
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
        <translation>재배포</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>크기 조정</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>다시 시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>실패 %1건</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>게이트웨이</translation>
    </message>
    <message>
        <source>external</source>
        <translation>외부</translation>
    </message>
    <message>
        <source>no owner</source>
        <translation>소유 팀 없음</translation>
    </message>
    <message>
        <source>team %1</source>
        <translation>%1 팀</translation>
    </message>
    <message>
        <source>%1 requests per second</source>
        <translation>초당 요청 %1건</translation>
    </message>
    <message>
        <source>%1 calls %2: </source>
        <translation>%1 → %2 호출: </translation>
    </message>
    <message>
        <source>%1 % errors</source>
        <translation>오류 %1 %</translation>
    </message>
    <message>
        <source>no errors</source>
        <translation>오류 없음</translation>
    </message>
    <message>
        <source>asynchronous</source>
        <translation>비동기</translation>
    </message>
    <message>
        <source>No service has called another yet. Calls between services run through the gateway, where they are measured.</source>
        <translation>아직 서로 호출한 서비스가 없습니다. 서비스 사이의 호출은 게이트웨이를 거치며 거기서 측정됩니다.</translation>
    </message>
    <message>
        <source>No service has called another yet.</source>
        <translation>아직 서로 호출한 서비스가 없습니다.</translation>
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
        <translation>응답</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>요청</translation>
    </message>
    <message>
        <source>Began at</source>
        <translation>시작한 곳</translation>
    </message>
    <message>
        <source>Who made the first span</source>
        <translation>첫 스팬을 만든 곳</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>소요 시간</translation>
    </message>
    <message>
        <source>Spans</source>
        <translation>스팬</translation>
    </message>
    <message>
        <source>When</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>request</source>
        <translation>요청</translation>
    </message>
    <message>
        <source>try</source>
        <translation>시도</translation>
    </message>
    <message>
        <source>saga</source>
        <translation>사가</translation>
    </message>
    <message>
        <source>step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>compensation</source>
        <translation>보상</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>만든 곳</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>물은 곳</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>Begins after</source>
        <translation>시작까지</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>붙잡힘</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>시도</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>시도</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>호스트</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>Bytes in, out</source>
        <translation>바이트 입·출</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>요청 ID</translation>
    </message>
    <message>
        <source>Span id</source>
        <translation>스팬 ID</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ActionFeedback</name>
    <message>
        <source>Could not redeploy %1</source>
        <translation>%1을(를) 재배포하지 못했습니다</translation>
    </message>
    <message>
        <source>Could not scale %1</source>
        <translation>%1의 크기를 바꾸지 못했습니다</translation>
    </message>
    <message>
        <source>Could not restart %1</source>
        <translation>%1을(를) 다시 시작하지 못했습니다</translation>
    </message>
    <message>
        <source>Could not stop %1</source>
        <translation>%1을(를) 중지하지 못했습니다</translation>
    </message>
    <message>
        <source>Could not start %1</source>
        <translation>%1을(를) 시작하지 못했습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::CachePanel</name>
    <message>
        <source>of what could be answered from the cache was</source>
        <translation>캐시에서 답할 수 있던 것 중 캐시로 답한 비율</translation>
    </message>
    <message>
        <source>Path prefix, or all</source>
        <translation>경로 앞부분 또는 전부</translation>
    </message>
    <message>
        <source>Path prefix of what is purged; empty: all</source>
        <translation>비울 경로의 앞부분, 비워 두면 전부</translation>
    </message>
    <message>
        <source>Purge all</source>
        <translation>전부 비우기</translation>
    </message>
    <message>
        <source>Share answered from the cache</source>
        <translation>캐시로 답한 비율</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>적중</translation>
    </message>
    <message>
        <source>Answered from the cache, fresh</source>
        <translation>신선한 것을 캐시에서 답함</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>오래됨</translation>
    </message>
    <message>
        <source>Answered from the cache though stale</source>
        <translation>오래되었지만 캐시에서 답함</translation>
    </message>
    <message>
        <source>Revalidated</source>
        <translation>재검증</translation>
    </message>
    <message>
        <source>The service said that it is still good</source>
        <translation>서비스가 아직 쓸 수 있다고 답함</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>미적중</translation>
    </message>
    <message>
        <source>Asked of the service</source>
        <translation>서비스에 물음</translation>
    </message>
    <message>
        <source>Bypassed</source>
        <translation>지나침</translation>
    </message>
    <message>
        <source>Of no business to a cache</source>
        <translation>캐시와 상관없음</translation>
    </message>
    <message>
        <source>Collapsed</source>
        <translation>합침</translation>
    </message>
    <message>
        <source>Waited for another request&apos;s answer</source>
        <translation>다른 요청의 답을 기다림</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Evicted</source>
        <translation>밀려남</translation>
    </message>
    <message>
        <source>Gave way to others</source>
        <translation>다른 것에 자리를 내줌</translation>
    </message>
    <message>
        <source>Invalidated</source>
        <translation>무효화</translation>
    </message>
    <message>
        <source>Forgotten after a change</source>
        <translation>변경 뒤에 잊음</translation>
    </message>
    <message>
        <source>Purged</source>
        <translation>비움</translation>
    </message>
    <message>
        <source>Forgotten by hand</source>
        <translation>손으로 잊음</translation>
    </message>
    <message>
        <source>No route of this project keeps answers: a route that says so has those of its services kept as long as they allow</source>
        <translation>답을 보관하는 경로가 없습니다. cache를 켠 경로는 서비스가 허락하는 동안 답을 보관합니다</translation>
    </message>
    <message numerus="yes">
        <source>%n answers kept</source>
        <translation>
            <numerusform>답 %n개 보관</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 중 %1</translation>
    </message>
    <message>
        <source>Purge</source>
        <translation>비우기</translation>
    </message>
    <message>
        <source>A path begins with /</source>
        <translation>경로는 /로 시작합니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Callouts</name>
    <message>
        <source>Things to try</source>
        <translation>해 볼 만한 것</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Chart</name>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n분 전</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s ago</source>
        <translation>
            <numerusform>%n초 전</numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
</context>
<context>
    <name>slipway::gui::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>명령 팔레트</translation>
    </message>
    <message>
        <source>Redeploy products, scale orders, logs…</source>
        <translation>products 재배포, orders 확장, 로그…</translation>
    </message>
    <message>
        <source>Search services and actions</source>
        <translation>서비스와 작업 검색</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Nothing fits</source>
        <translation>맞는 것이 없습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Drawer</name>
    <message>
        <source>Logs, events and tasks</source>
        <translation>로그, 이벤트, 작업</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>slipway::gui::EdgeInspector</name>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>Since the project came up</source>
        <translation>프로젝트가 뜬 뒤로</translation>
    </message>
    <message>
        <source>Between</source>
        <translation>구간</translation>
    </message>
    <message>
        <source>No calls yet</source>
        <translation>아직 호출 없음</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>정상</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>장애</translation>
    </message>
    <message>
        <source>Asynchronous</source>
        <translation>비동기</translation>
    </message>
    <message>
        <source>Synchronous</source>
        <translation>동기</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>요청/초</translation>
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
        <translation>요청</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>시도</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>재시도</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>리스너</translation>
    </message>
    <message>
        <source>declared in the manifest</source>
        <translation>매니페스트에 선언됨</translation>
    </message>
    <message>
        <source>not declared in calls of %1</source>
        <translation>%1의 calls에 선언되지 않음</translation>
    </message>
</context>
<context>
    <name>slipway::gui::EventsModel</name>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>이벤트</translation>
    </message>
</context>
<context>
    <name>slipway::gui::EventsPane</name>
    <message>
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>아직 아무 일도 없었습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::FilterField</name>
    <message>
        <source>Clear</source>
        <translation>지우기</translation>
    </message>
</context>
<context>
    <name>slipway::gui::GatewayFeed</name>
    <message>
        <source>The routes could not be read</source>
        <translation>경로를 읽지 못했습니다</translation>
    </message>
    <message>
        <source>The cache could not be purged</source>
        <translation>캐시를 비우지 못했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n answers forgotten</source>
        <translation>
            <numerusform>답 %n개를 잊었습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>The messages could not be redelivered</source>
        <translation>메시지를 다시 배달하지 못했습니다</translation>
    </message>
    <message>
        <source>The messages could not be purged</source>
        <translation>메시지를 지우지 못했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n messages wait again</source>
        <translation>
            <numerusform>메시지 %n개가 다시 기다립니다</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n dead letters forgotten</source>
        <translation>
            <numerusform>배달 못 한 메시지 %n개를 잊었습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>The price could not be measured</source>
        <translation>비용을 측정하지 못했습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::GatewayView</name>
    <message>
        <source>Gateway</source>
        <translation>게이트웨이</translation>
    </message>
    <message>
        <source>Filter: path, service, route</source>
        <translation>거르기: 경로, 서비스, 이름</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>No request from outside has a way in yet: write a route</source>
        <translation>바깥 요청이 들어올 길이 아직 없습니다. 경로를 적으세요</translation>
    </message>
    <message>
        <source>No route matches the filter</source>
        <translation>조건에 맞는 경로가 없습니다</translation>
    </message>
    <message>
        <source>Parts of the gateway</source>
        <translation>게이트웨이의 부분</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>정책</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>캐시</translation>
    </message>
    <message>
        <source>Mirrors</source>
        <translation>미러</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>큐</translation>
    </message>
    <message>
        <source>Price of a hop</source>
        <translation>한 홉의 비용</translation>
    </message>
    <message>
        <source>Policies of the route</source>
        <translation>경로의 정책</translation>
    </message>
    <message>
        <source>The selected route has no policies: what it may ask of a request is checked here</source>
        <translation>선택한 경로에는 정책이 없습니다. 요청에 요구할 것은 여기서 검사합니다</translation>
    </message>
    <message>
        <source>Not measured yet: each declared call is asked directly and through its proxy, in turn</source>
        <translation>아직 측정하지 않았습니다. 선언된 호출마다 직접, 그리고 프록시를 거쳐 번갈아 묻습니다</translation>
    </message>
    <message>
        <source>Measure now</source>
        <translation>지금 측정</translation>
    </message>
    <message>
        <source>What going through a proxy costs a call: medians of health checks. Switch the topology and measure again to compare both modes.</source>
        <translation>프록시를 거치는 데 호출마다 드는 시간(상태 확인의 중앙값). 토폴로지를 바꾸고 다시 재면 두 방식을 비교할 수 있습니다.</translation>
    </message>
    <message>
        <source>No route is mirrored: before a service is replaced, the new one can be asked the same and compared</source>
        <translation>미러하는 경로가 없습니다. 서비스를 바꾸기 전에 새 서비스에 같은 요청을 보내 비교할 수 있습니다</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>No answer of the shadow differed</source>
        <translation>섀도의 답이 모두 같았습니다</translation>
    </message>
    <message>
        <source>No call is asynchronous: one that is, is taken at once and delivered in its own time</source>
        <translation>비동기 호출이 없습니다. 비동기 호출은 바로 접수하고 제때 배달합니다</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>Nothing waits, and there is no dead letter</source>
        <translation>기다리는 것도 배달 못 한 것도 없습니다</translation>
    </message>
    <message>
        <source>Redeliver dead letters</source>
        <translation>다시 배달</translation>
    </message>
    <message>
        <source>Purge…</source>
        <translation>지우기…</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>측정 중…</translation>
    </message>
    <message>
        <source>serving</source>
        <translation>제공 중</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>끊김</translation>
    </message>
    <message>
        <source>configuration %1</source>
        <translation>구성 %1</translation>
    </message>
    <message>
        <source>slipwayd does not answer</source>
        <translation>slipwayd가 응답하지 않습니다</translation>
    </message>
    <message>
        <source>A measurement is under way</source>
        <translation>측정하는 중입니다</translation>
    </message>
    <message>
        <source>There is no dead letter</source>
        <translation>배달 못 한 메시지가 없습니다</translation>
    </message>
    <message numerus="yes">
        <source>Yes, forget %n dead letters for good</source>
        <translation>
            <numerusform>예, 배달 못 한 메시지 %n개를 영영 잊습니다</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::gui::Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>인스펙터</translation>
    </message>
    <message>
        <source>Select a service to see it here</source>
        <translation>서비스를 고르면 여기에 보입니다</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Close inspector</source>
        <translation>인스펙터 닫기</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>재배포</translation>
    </message>
    <message>
        <source>Show logs</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>다른 작업</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>초당 요청</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>지연 시간</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Nobody owns it · revision %1</source>
        <translation>소유 팀 없음 · 리비전 %1</translation>
    </message>
    <message>
        <source>%1 · revision %2</source>
        <translation>%1 · 리비전 %2</translation>
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
        <translation>시그널 %1</translation>
    </message>
    <message>
        <source>exit %1</source>
        <translation>종료 %1</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>pid</source>
        <translation>pid</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>리비전</translation>
    </message>
    <message>
        <source>Uptime</source>
        <translation>가동 시간</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>처리 중</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>재시작</translation>
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
        <translation>마지막 종료</translation>
    </message>
</context>
<context>
    <name>slipway::gui::LogView</name>
    <message>
        <source>Written at some time in the %1 before: no daemon watched</source>
        <translation>그 전 %1 안의 어느 때에 쓰였습니다: 데몬이 없었습니다</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>로그 줄</translation>
    </message>
    <message>
        <source>Copy lines</source>
        <translation>줄 복사</translation>
    </message>
</context>
<context>
    <name>slipway::gui::LogsPane</name>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>레벨</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>모든 레벨</translation>
    </message>
    <message>
        <source>Info and above</source>
        <translation>정보 이상</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>경고와 오류</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>Find text or regular expression</source>
        <translation>글자나 정규식으로 찾기</translation>
    </message>
    <message>
        <source>Only lines that match</source>
        <translation>맞는 줄만 보기</translation>
    </message>
    <message>
        <source>Follow new lines</source>
        <translation>새 줄 따라가기</translation>
    </message>
    <message>
        <source>No output yet</source>
        <translation>아직 출력이 없습니다</translation>
    </message>
    <message>
        <source>All services</source>
        <translation>모든 서비스</translation>
    </message>
    <message>
        <source>All instances</source>
        <translation>모든 인스턴스</translation>
    </message>
    <message>
        <source>Not a regular expression: %1</source>
        <translation>정규식이 아닙니다: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n matches</source>
        <translation>
            <numerusform>%n개 일치</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 older lines are no longer kept here; they are in the daemon&apos;s files</source>
        <translation>오래된 줄 %1개는 여기에 없고 데몬의 파일에 있습니다</translation>
    </message>
    <message>
        <source>%1 new</source>
        <translation>새 줄 %1개</translation>
    </message>
</context>
<context>
    <name>slipway::gui::LostBanner</name>
    <message>
        <source>Start daemon</source>
        <translation>데몬 시작</translation>
    </message>
    <message>
        <source>Starting slipwayd…</source>
        <translation>slipwayd 시작 중…</translation>
    </message>
    <message>
        <source>Reconnecting… last data %1 ago</source>
        <translation>다시 연결하는 중… 마지막 데이터 %1 전</translation>
    </message>
    <message>
        <source>slipwayd does not answer</source>
        <translation>slipwayd가 응답하지 않습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::MainWindow</name>
    <message>
        <source>Starting the sample shop…</source>
        <translation>샘플 상점을 시작하는 중…</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>어디서나</translation>
    </message>
    <message>
        <source>Search and do anything</source>
        <translation>찾고 실행하기</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>앞으로</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>찾기</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Pause the view</source>
        <translation>화면 멈춤</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>프로젝트 열기</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>다음 영역</translation>
    </message>
    <message>
        <source>The selected service</source>
        <translation>고른 서비스</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>재배포</translation>
    </message>
    <message>
        <source>One replica more</source>
        <translation>레플리카 하나 늘리기</translation>
    </message>
    <message>
        <source>One replica fewer</source>
        <translation>레플리카 하나 줄이기</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Open, or focus in the topology</source>
        <translation>열기, 토폴로지에서는 집중 보기</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>메뉴 키</translation>
    </message>
    <message>
        <source>All of its actions</source>
        <translation>모든 작업</translation>
    </message>
    <message>
        <source>Only its owner&apos;s services</source>
        <translation>같은 팀의 서비스만</translation>
    </message>
    <message>
        <source>Only what has errors</source>
        <translation>문제 있는 것만</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>토폴로지</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춰 보기</translation>
    </message>
    <message>
        <source>What edges say: rate, p95, errors</source>
        <translation>선의 글자: 요청, p95, 오류</translation>
    </message>
    <message>
        <source>Group by team</source>
        <translation>팀별로 묶기</translation>
    </message>
    <message>
        <source>Hide the node</source>
        <translation>노드 숨기기</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>화살표</translation>
    </message>
    <message>
        <source>Walk along edges</source>
        <translation>선을 따라 이동</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>확대/축소</translation>
    </message>
    <message>
        <source>Lay out again</source>
        <translation>다시 배치</translation>
    </message>
    <message>
        <source>Scaling %1 %2 → %3</source>
        <translation>%1 크기 조정 중 %2 → %3</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Stopping %1</source>
        <translation>%1 중지하는 중</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Scaled %1 %2 → %3</source>
        <translation>%1 크기 조정됨 %2 → %3</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>영수증</translation>
    </message>
    <message>
        <source>%1: done</source>
        <translation>%1: 완료</translation>
    </message>
    <message>
        <source>Slipway manifests (slipway.yaml *.yaml *.yml)</source>
        <translation>Slipway 매니페스트 (slipway.yaml *.yaml *.yml)</translation>
    </message>
    <message>
        <source>Starting %1…</source>
        <translation>%1 시작하는 중…</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>새 프로젝트</translation>
    </message>
    <message>
        <source>Slipway manifests (slipway.yaml)</source>
        <translation>Slipway 매니페스트 (slipway.yaml)</translation>
    </message>
    <message>
        <source>%1 could not be written</source>
        <translation>%1에 쓰지 못했습니다</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>프로젝트 열기…</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>새 프로젝트…</translation>
    </message>
    <message>
        <source>Start the sample shop</source>
        <translation>샘플 상점 시작</translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation>%1 중지</translation>
    </message>
    <message numerus="yes">
        <source>Yes, stop all %n services</source>
        <translation>
            <numerusform>네, 서비스 %n개를 모두 중지합니다</numerusform>
        </translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>시스템 설정대로</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Scale %1 to %2</source>
        <translation>%1을(를) %2개로</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>No project runs</source>
        <translation>실행 중인 프로젝트가 없습니다</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>화면</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>개요</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Logs of all services</source>
        <translation>모든 서비스의 로그</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Go on with the view</source>
        <translation>화면 다시 움직이기</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>어두운 테마</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>밝은 테마</translation>
    </message>
    <message>
        <source>Theme as the system</source>
        <translation>테마를 시스템 설정대로</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>키보드 단축키</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>인스펙터</translation>
    </message>
    <message>
        <source>Scale orders</source>
        <translation>orders 늘리기</translation>
    </message>
    <message>
        <source>Redeploy products</source>
        <translation>products 재배포</translation>
    </message>
    <message>
        <source>Break points</source>
        <translation>points 망가뜨리기</translation>
    </message>
    <message>
        <source>Stop it, and see who notices</source>
        <translation>멈추고 누가 알아채는지 보기</translation>
    </message>
    <message>
        <source>Connecting to slipwayd…</source>
        <translation>slipwayd에 연결하는 중…</translation>
    </message>
    <message>
        <source>The sample&apos;s manifest was not found beside this program</source>
        <translation>이 프로그램 옆에서 샘플 매니페스트를 찾지 못했습니다</translation>
    </message>
    <message>
        <source>Starting slipwayd…</source>
        <translation>slipwayd 시작 중…</translation>
    </message>
    <message>
        <source>slipwayd could not be started</source>
        <translation>slipwayd를 시작하지 못했습니다</translation>
    </message>
    <message>
        <source>The project could not be started</source>
        <translation>프로젝트를 시작하지 못했습니다</translation>
    </message>
    <message>
        <source>The sample shop could not be started</source>
        <translation>샘플 상점을 시작하지 못했습니다</translation>
    </message>
    <message>
        <source>%1 – Slipway</source>
        <translation>%1 – Slipway</translation>
    </message>
    <message>
        <source>Sample running</source>
        <translation>샘플 실행 중</translation>
    </message>
    <message>
        <source>One replica more, same address</source>
        <translation>같은 주소로 레플리카 하나 더</translation>
    </message>
    <message>
        <source>While shoppers buy</source>
        <translation>손님들이 사는 동안</translation>
    </message>
    <message>
        <source>%1 has stopped</source>
        <translation>%1 중지됨</translation>
    </message>
    <message>
        <source>%1 redeployed</source>
        <translation>%1 재배포됨</translation>
    </message>
    <message>
        <source>%1 restarted</source>
        <translation>%1 다시 시작됨</translation>
    </message>
    <message>
        <source>%1 has started</source>
        <translation>%1 시작됨</translation>
    </message>
    <message>
        <source>%1: requests %2, failed %3, %4</source>
        <translation>%1: 요청 %2건, 실패 %3건, %4</translation>
    </message>
    <message>
        <source>Switched to: %1</source>
        <translation>전환됨: %1</translation>
    </message>
    <message>
        <source>Could not switch to: %1</source>
        <translation>전환하지 못했습니다: %1</translation>
    </message>
    <message>
        <source>Switch to: %1</source>
        <translation>전환: %1</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>게이트웨이</translation>
    </message>
    <message>
        <source>Sagas</source>
        <translation>사가</translation>
    </message>
    <message>
        <source>The screens, in their order</source>
        <translation>화면(순서대로)</translation>
    </message>
    <message>
        <source>Filter the list, or services</source>
        <translation>목록 또는 서비스 거르기</translation>
    </message>
    <message>
        <source>The saga was given up</source>
        <translation>사가를 포기했습니다</translation>
    </message>
    <message>
        <source>The saga is undone further</source>
        <translation>사가를 계속 되돌립니다</translation>
    </message>
    <message>
        <source>The saga is tried now</source>
        <translation>사가를 지금 다시 시도합니다</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck sagas</source>
        <translation>
            <numerusform>멈춘 사가 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>트레이스</translation>
    </message>
</context>
<context>
    <name>slipway::gui::MetricCharts</name>
    <message>
        <source>Requests per second</source>
        <translation>초당 요청</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>지연 시간</translation>
    </message>
    <message>
        <source>Errors per second</source>
        <translation>초당 오류</translation>
    </message>
    <message>
        <source>CPU, cores</source>
        <translation>CPU, 코어</translation>
    </message>
    <message>
        <source>Memory, RSS</source>
        <translation>메모리 (RSS)</translation>
    </message>
    <message>
        <source>Ready instances</source>
        <translation>준비된 인스턴스</translation>
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
        <translation>오류</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>준비됨</translation>
    </message>
</context>
<context>
    <name>slipway::gui::NavRail</name>
    <message>
        <source>Navigation</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>%1의 서비스</translation>
    </message>
</context>
<context>
    <name>slipway::gui::NodeInspector</name>
    <message>
        <source>no calls yet</source>
        <translation>아직 호출 없음</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/초</translation>
    </message>
    <message>
        <source>%1 % err</source>
        <translation>오류 %1 %</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>재배포</translation>
    </message>
    <message>
        <source>Replaces each instance by a new one, without dropping a request</source>
        <translation>요청을 하나도 놓치지 않고 인스턴스를 새것으로 바꿉니다</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>자세히</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>다시 시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Show logs</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>호출</translation>
    </message>
    <message>
        <source>Called by</source>
        <translation>호출하는 쪽</translation>
    </message>
    <message>
        <source>All requests from outside enter here</source>
        <translation>밖에서 오는 모든 요청이 여기로 들어옵니다</translation>
    </message>
    <message>
        <source>No team owns this service</source>
        <translation>이 서비스를 소유한 팀이 없습니다</translation>
    </message>
    <message>
        <source>Owned by %1</source>
        <translation>%1 팀 소유</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>요청/초</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>성공률</translation>
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
        <translation>%1 코어</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>리비전</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>재시작</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>저장소</translation>
    </message>
    <message>
        <source>Listens on</source>
        <translation>리슨 주소</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>프로세스</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>generation %1</source>
        <translation>세대 %1</translation>
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
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>내용 복사</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>slipway::gui::OperationsModel</name>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>걸린 시간</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
</context>
<context>
    <name>slipway::gui::OverviewView</name>
    <message>
        <source>Overview</source>
        <translation>개요</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>성공률</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>초당 요청</translation>
    </message>
    <message>
        <source>p95 at the gateway</source>
        <translation>게이트웨이 p95</translation>
    </message>
    <message>
        <source>Instances ready</source>
        <translation>준비된 인스턴스</translation>
    </message>
    <message>
        <source>Need attention</source>
        <translation>살펴볼 것</translation>
    </message>
    <message>
        <source>Requests per second at the gateway</source>
        <translation>게이트웨이 초당 요청</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>살펴볼 것</translation>
    </message>
    <message>
        <source>All healthy</source>
        <translation>모두 정상입니다</translation>
    </message>
    <message>
        <source>Latest rollouts</source>
        <translation>최근 롤아웃</translation>
    </message>
    <message>
        <source>%1 errors per second</source>
        <translation>초당 오류 %1</translation>
    </message>
    <message>
        <source>at the gateway</source>
        <translation>게이트웨이에서</translation>
    </message>
    <message>
        <source>last second</source>
        <translation>지난 1초</translation>
    </message>
    <message numerus="yes">
        <source>%n services</source>
        <translation>
            <numerusform>서비스 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>all healthy</source>
        <translation>모두 정상</translation>
    </message>
    <message>
        <source>show them</source>
        <translation>보기</translation>
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
        <translation>%2개 중 %1개 준비됨</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>No rollout yet: Redeploy a service, and its receipt comes here</source>
        <translation>아직 롤아웃이 없습니다. 서비스를 재배포하면 결과 내역이 여기에 나타납니다</translation>
    </message>
    <message>
        <source>Sagas</source>
        <translation>사가</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck: undoing a step fails</source>
        <translation>
            <numerusform>%n개 멈춤: 단계를 되돌리지 못함</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::gui::OwnershipLegend</name>
    <message>
        <source>Show all teams alike</source>
        <translation>모든 팀 고르게 보기</translation>
    </message>
    <message>
        <source>Owners</source>
        <translation>소유 팀</translation>
    </message>
</context>
<context>
    <name>slipway::gui::PaletteButton</name>
    <message>
        <source>Command palette</source>
        <translation>명령 팔레트</translation>
    </message>
    <message>
        <source>Search services and actions</source>
        <translation>서비스와 작업 검색</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Pill</name>
    <message>
        <source>Status: %1</source>
        <translation>상태: %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ProgressStrip</name>
    <message>
        <source>Progress of the rollout</source>
        <translation>롤아웃 진행</translation>
    </message>
    <message>
        <source>%1: %2, %3 of %4</source>
        <translation>%1: %2, %4개 중 %3개</translation>
    </message>
    <message>
        <source>waiting for its turn</source>
        <translation>차례를 기다리는 중</translation>
    </message>
    <message>
        <source> · %1 of %2</source>
        <translation> · %2개 중 %1개</translation>
    </message>
    <message>
        <source>next</source>
        <translation>다음</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ReceiptCard</name>
    <message>
        <source>%1 (pid %2) started</source>
        <translation>%1 (pid %2) 시작됨</translation>
    </message>
    <message>
        <source>%1 (pid %2) stopped</source>
        <translation>%1 (pid %2) 중지됨</translation>
    </message>
    <message>
        <source>%1 (pid %2) → %3 (pid %4)</source>
        <translation>%1 (pid %2) → %3 (pid %4)</translation>
    </message>
    <message>
        <source>%1 requests served, %2 failed, %3 retried, %4 held in %5</source>
        <translation>%5 동안 요청 %1개 처리, 실패 %2, 재시도 %3, 보류 %4</translation>
    </message>
    <message>
        <source>Copy receipt</source>
        <translation>영수증 복사</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Receipt of %1</source>
        <translation>%1의 영수증</translation>
    </message>
    <message>
        <source>Rolled back: the old instances go on serving</source>
        <translation>되돌림: 이전 인스턴스가 계속 응답합니다</translation>
    </message>
    <message>
        <source>requests served</source>
        <translation>처리한 요청</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>retried</source>
        <translation>재시도</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>걸린 시간</translation>
    </message>
    <message numerus="yes">
        <source>drained, %n in flight</source>
        <translation>
            <numerusform>드레인됨, 처리 중 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>No other service was touched</source>
        <translation>다른 서비스는 건드리지 않았습니다</translation>
    </message>
    <message>
        <source>Meanwhile also changed: %1</source>
        <translation>그사이 함께 바뀐 것: %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ReceiptsModel</name>
    <message>
        <source>Scale %1 → %2</source>
        <translation>크기 조정 %1 → %2</translation>
    </message>
    <message>
        <source>Restart, revision %1</source>
        <translation>다시 시작, 리비전 %1</translation>
    </message>
    <message>
        <source>Redeploy, revision %1</source>
        <translation>재배포, 리비전 %1</translation>
    </message>
    <message>
        <source>Redeploy, revision %1 → %2</source>
        <translation>재배포, 리비전 %1 → %2</translation>
    </message>
    <message>
        <source>%1 requests, %2 failed · %3</source>
        <translation>요청 %1개, 실패 %2개 · %3</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Start, revision %1</source>
        <translation>시작, 리비전 %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ReplicaStepper</name>
    <message>
        <source>One replica fewer</source>
        <translation>레플리카 하나 줄이기</translation>
    </message>
    <message>
        <source>One replica more</source>
        <translation>레플리카 하나 늘리기</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>레플리카</translation>
    </message>
    <message>
        <source>Replicas of %1</source>
        <translation>%1의 레플리카</translation>
    </message>
    <message>
        <source>%1 ready of %2</source>
        <translation>%2개 중 %1개 준비됨</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagaDetail</name>
    <message>
        <source>Try now</source>
        <translation>지금 시도</translation>
    </message>
    <message>
        <source>Resume undoing</source>
        <translation>되돌리기 계속</translation>
    </message>
    <message>
        <source>Abandon…</source>
        <translation>포기…</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>The saga could not be abandoned</source>
        <translation>사가를 포기하지 못했습니다</translation>
    </message>
    <message>
        <source>The undoing could not be resumed</source>
        <translation>되돌리기를 계속하지 못했습니다</translation>
    </message>
    <message>
        <source>The saga could not be tried</source>
        <translation>사가를 시도하지 못했습니다</translation>
    </message>
    <message>
        <source>began %1</source>
        <translation>%1 시작</translation>
    </message>
    <message>
        <source>%1 of %2 steps done</source>
        <translation>%2단계 중 %1단계 완료</translation>
    </message>
    <message>
        <source>took %1</source>
        <translation>%1 걸림</translation>
    </message>
    <message>
        <source>next try in %1</source>
        <translation>다음 시도까지 %1</translation>
    </message>
    <message>
        <source>the client was answered %1</source>
        <translation>클라이언트에 %1 응답</translation>
    </message>
    <message>
        <source>client&apos;s key %1</source>
        <translation>클라이언트 키 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>An order is under way</source>
        <translation>명령을 처리하는 중입니다</translation>
    </message>
    <message>
        <source>Yes, give it up: what is not undone stays as it is</source>
        <translation>예, 포기합니다. 되돌리지 못한 것은 그대로 남습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagaStepsModel</name>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Idempotency-Key of the step; its compensation&apos;s ends with -undo</source>
        <translation>단계의 Idempotency-Key. 보상의 키는 -undo로 끝납니다</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>응답</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>시도</translation>
    </message>
    <message>
        <source>Undo tries</source>
        <translation>되돌리기 시도</translation>
    </message>
    <message>
        <source>Idempotency key</source>
        <translation>멱등 키</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>오류</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagaTimeline</name>
    <message>
        <source>Timeline of the saga</source>
        <translation>사가의 흐름</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>되돌림</translation>
    </message>
    <message numerus="yes">
        <source>%n tries</source>
        <translation>
            <numerusform>시도 %n회</numerusform>
        </translation>
    </message>
    <message>
        <source>fails</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>포기함</translation>
    </message>
    <message>
        <source>to be undone</source>
        <translation>되돌릴 예정</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>필요 없음</translation>
    </message>
    <message>
        <source>▶ Forward</source>
        <translation>▶ 진행</translation>
    </message>
    <message>
        <source>◀ Undo</source>
        <translation>◀ 되돌리기</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagasModel</name>
    <message>
        <source>%1, saga of %2, %3</source>
        <translation>%1, %2의 사가, %3</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Composite</source>
        <translation>컴포짓</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>At step</source>
        <translation>현재 단계</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>시도</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>걸린 시간</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>이유</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SagasView</name>
    <message>
        <source>Sagas</source>
        <translation>사가</translation>
    </message>
    <message>
        <source>Filter: composite, reason, state:stuck</source>
        <translation>거르기: 컴포짓, 이유, state:stuck</translation>
    </message>
    <message>
        <source>Words of the id, the composite, the step or the reason; state:open, state:stuck, state:undone</source>
        <translation>ID, 컴포짓, 단계, 이유의 낱말. state:open, state:stuck, state:undone</translation>
    </message>
    <message>
        <source>No saga matches the filter</source>
        <translation>조건에 맞는 사가가 없습니다</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>조건 지우기</translation>
    </message>
    <message>
        <source>The sagas could not be read</source>
        <translation>사가를 읽지 못했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck</source>
        <translation>
            <numerusform>멈춤 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>실행 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hidden</source>
        <translation>
            <numerusform>숨김 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>No saga ran yet: send a request to a route that leads to a composite</source>
        <translation>아직 실행된 사가가 없습니다. 컴포짓으로 가는 경로에 요청을 보내 보세요</translation>
    </message>
    <message>
        <source>This project has no composites: several calls made one, which take effect together or not at all</source>
        <translation>이 프로젝트에는 컴포짓이 없습니다. 컴포짓은 여러 호출을 하나로 묶어 모두 이루거나 모두 되돌립니다</translation>
    </message>
    <message>
        <source>slipwayd does not answer</source>
        <translation>slipwayd가 응답하지 않습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SampleBanner</name>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Open my project</source>
        <translation>내 프로젝트 열기</translation>
    </message>
    <message>
        <source>Stop the sample</source>
        <translation>샘플 중지</translation>
    </message>
    <message>
        <source>Pause shoppers</source>
        <translation>손님 멈추기</translation>
    </message>
    <message>
        <source>Send shoppers</source>
        <translation>손님 보내기</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SampleShop</name>
    <message>
        <source>%1, so it listens on %2</source>
        <translation>%1, 그래서 %2에서 듣습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServiceFacts</name>
    <message>
        <source>Calls</source>
        <translation>호출</translation>
    </message>
    <message>
        <source>Called by</source>
        <translation>호출하는 쪽</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Balancing</source>
        <translation>분산 방식</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>재시작</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServiceOutcome</name>
    <message>
        <source>%1 is failing</source>
        <translation>%1에 장애가 있습니다</translation>
    </message>
    <message>
        <source>%1 does not stay up</source>
        <translation>%1이(가) 자꾸 죽습니다</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServicePage</name>
    <message>
        <source>Parts of the service</source>
        <translation>서비스의 부분</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>개요</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Deploys</source>
        <translation>배포</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Restart all instances</source>
        <translation>모든 인스턴스 다시 시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Redeploy</source>
        <translation>재배포</translation>
    </message>
    <message>
        <source>Time range</source>
        <translation>기간</translation>
    </message>
    <message numerus="yes">
        <source>Last %n min</source>
        <translation>
            <numerusform>지난 %n분</numerusform>
        </translation>
    </message>
    <message>
        <source>Measured at the gateway, each second</source>
        <translation>게이트웨이에서 매초 측정</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>서비스 정보</translation>
    </message>
    <message>
        <source>Restart this instance</source>
        <translation>이 인스턴스 다시 시작</translation>
    </message>
    <message>
        <source>No rollout yet. Each one leaves a receipt here: who was replaced, and what it did to traffic.</source>
        <translation>아직 롤아웃이 없습니다. 롤아웃마다 누가 바뀌었고 트래픽이 어떠했는지 영수증이 남습니다.</translation>
    </message>
    <message>
        <source>Redeploy now</source>
        <translation>지금 재배포</translation>
    </message>
    <message>
        <source>Rollouts</source>
        <translation>롤아웃</translation>
    </message>
    <message>
        <source>Service %1</source>
        <translation>서비스 %1</translation>
    </message>
    <message>
        <source>nobody owns it</source>
        <translation>소유 팀 없음</translation>
    </message>
    <message>
        <source>Owner: %1</source>
        <translation>소유 팀: %1</translation>
    </message>
    <message>
        <source>%1 · external</source>
        <translation>%1 · 외부</translation>
    </message>
    <message>
        <source>%1 · revision %2</source>
        <translation>%1 · 리비전 %2</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServicesDelegate</name>
    <message>
        <source>external</source>
        <translation>외부</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>대기 중</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServicesModel</name>
    <message>
        <source>no owner</source>
        <translation>소유 팀 없음</translation>
    </message>
    <message>
        <source>%1, %2, %3 of %4 ready</source>
        <translation>%1, %2, %4개 중 %3개 준비됨</translation>
    </message>
    <message>
        <source>Share of requests answered without an error, last second</source>
        <translation>지난 1초 동안 오류 없이 응답한 요청의 비율</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>소유 팀</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>레플리카</translation>
    </message>
    <message>
        <source>rps</source>
        <translation>rps</translation>
    </message>
    <message>
        <source>Last minute</source>
        <translation>지난 1분</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>성공률</translation>
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
        <translation>리비전</translation>
    </message>
    <message>
        <source>Uptime</source>
        <translation>가동 시간</translation>
    </message>
</context>
<context>
    <name>slipway::gui::ServicesView</name>
    <message>
        <source>Services</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Filter: name, team:…, status:bad</source>
        <translation>거르기: 이름, team:…, status:bad</translation>
    </message>
    <message>
        <source>Words of the name, team:accounts, status:ok, status:bad, status:stopped</source>
        <translation>이름의 낱말, team:accounts, status:ok, status:bad, status:stopped</translation>
    </message>
    <message>
        <source>No service matches the filter</source>
        <translation>맞는 서비스가 없습니다</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>거르기 지우기</translation>
    </message>
    <message numerus="yes">
        <source>%n hidden</source>
        <translation>
            <numerusform>%n개 숨김</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::gui::ShortcutsSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>키보드 단축키</translation>
    </message>
</context>
<context>
    <name>slipway::gui::SnippetState</name>
    <message>
        <source>Lines for slipway.yaml</source>
        <translation>slipway.yaml에 적을 줄</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the lines for slipway.yaml</source>
        <translation>slipway.yaml에 적을 줄 복사</translation>
    </message>
</context>
<context>
    <name>slipway::gui::StatusStrip</name>
    <message>
        <source>Connecting to slipwayd</source>
        <translation>slipwayd에 연결하는 중</translation>
    </message>
    <message>
        <source>Connected to slipwayd</source>
        <translation>slipwayd에 연결됨</translation>
    </message>
    <message>
        <source>slipwayd does not answer</source>
        <translation>slipwayd가 응답하지 않습니다</translation>
    </message>
    <message>
        <source>View paused</source>
        <translation>화면 멈춤</translation>
    </message>
    <message numerus="yes">
        <source>%n services</source>
        <translation>
            <numerusform>서비스 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need attention</source>
        <translation>
            <numerusform>%n개 확인 필요</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 rps</source>
        <translation>%1 rps</translation>
    </message>
    <message>
        <source>%1 errors/s</source>
        <translation>오류 %1/초</translation>
    </message>
    <message>
        <source>last data %1 ago</source>
        <translation>마지막 데이터 %1 전</translation>
    </message>
    <message>
        <source>event lag %1 ms</source>
        <translation>이벤트 지연 %1 ms</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck sagas</source>
        <translation>
            <numerusform>멈춘 사가 %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::gui::TasksPane</name>
    <message>
        <source>Tasks</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>No task yet: redeploy or scale a service</source>
        <translation>아직 작업이 없습니다: 서비스를 재배포하거나 크기를 바꿔 보세요</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TeamChip</name>
    <message>
        <source>No owner</source>
        <translation>소유 팀 없음</translation>
    </message>
    <message>
        <source>%1, services: %2</source>
        <translation>%1, 서비스: %2</translation>
    </message>
    <message>
        <source>Services that no team owns. Click to make them stand out.</source>
        <translation>소유 팀이 없는 서비스입니다. 누르면 돋보입니다.</translation>
    </message>
    <message>
        <source>Services of %1. Click to make them stand out.</source>
        <translation>%1의 서비스입니다. 누르면 돋보입니다.</translation>
    </message>
</context>
<context>
    <name>slipway::gui::Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopBar</name>
    <message>
        <source>Toolbar</source>
        <translation>도구 모음</translation>
    </message>
    <message>
        <source>Pause the view (Space)</source>
        <translation>화면 멈춤 (Space)</translation>
    </message>
    <message>
        <source>Logs, events and tasks (L)</source>
        <translation>로그, 이벤트, 작업 (L)</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>인스펙터</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
    <message>
        <source>Keyboard shortcuts (F1)</source>
        <translation>키보드 단축키 (F1)</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>프로젝트 없음</translation>
    </message>
    <message>
        <source>Project: %1</source>
        <translation>프로젝트: %1</translation>
    </message>
    <message>
        <source>Open http://%1/ in the browser</source>
        <translation>브라우저에서 http://%1/ 열기</translation>
    </message>
    <message>
        <source>Gateway address %1</source>
        <translation>게이트웨이 주소 %1</translation>
    </message>
    <message>
        <source>Go on (Space)</source>
        <translation>계속 (Space)</translation>
    </message>
    <message>
        <source>Theme: %1</source>
        <translation>테마: %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyEdgeModel</name>
    <message>
        <source>No calls yet</source>
        <translation>아직 호출 없음</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>정상</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>장애</translation>
    </message>
    <message>
        <source>Declared</source>
        <translation>선언됨</translation>
    </message>
    <message>
        <source>Undeclared</source>
        <translation>선언 안 됨</translation>
    </message>
    <message>
        <source>From</source>
        <translation>부르는 쪽</translation>
    </message>
    <message>
        <source>To</source>
        <translation>불리는 쪽</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>요청/초</translation>
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
        <translation>요청</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>시도</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>재시도</translation>
    </message>
    <message>
        <source>Contract</source>
        <translation>계약</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyInspector</name>
    <message>
        <source>Inspector</source>
        <translation>인스펙터</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>살펴볼 것</translation>
    </message>
    <message>
        <source>Hub and spoke</source>
        <translation>허브 앤 스포크</translation>
    </message>
    <message>
        <source>Peer to peer</source>
        <translation>피어 투 피어</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Entries from the gateway</source>
        <translation>게이트웨이에서 들어오는 호출</translation>
    </message>
    <message>
        <source>Calls between services</source>
        <translation>서비스 사이의 호출</translation>
    </message>
    <message>
        <source>Calls across teams</source>
        <translation>팀 사이의 호출</translation>
    </message>
    <message>
        <source>Declared, never used</source>
        <translation>선언되었으나 쓰이지 않음</translation>
    </message>
    <message>
        <source>Used, not declared</source>
        <translation>쓰이지만 선언되지 않음</translation>
    </message>
    <message>
        <source>Processes that carry calls</source>
        <translation>호출을 나르는 프로세스</translation>
    </message>
    <message>
        <source>Links through the hub</source>
        <translation>허브를 거치는 링크</translation>
    </message>
    <message>
        <source>Links from peer to peer</source>
        <translation>피어 간 직접 링크</translation>
    </message>
    <message>
        <source>Hub</source>
        <translation>허브</translation>
    </message>
    <message>
        <source>Sidecar of %1</source>
        <translation>%1의 사이드카</translation>
    </message>
    <message>
        <source>%1 · %2 connections</source>
        <translation>%1 · 연결 %2개</translation>
    </message>
    <message>
        <source>Process %1: %2 connections from callers, %3 to instances</source>
        <translation>프로세스 %1: 호출하는 쪽에서 온 연결 %2개, 인스턴스로 가는 연결 %3개</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyNodeModel</name>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>소유 팀</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>준비됨</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>요청/초</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>호출</translation>
    </message>
    <message>
        <source>Called by</source>
        <translation>호출하는 쪽</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyPanel</name>
    <message>
        <source>No project is open: open one to see its services and the calls between them.</source>
        <translation>열린 프로젝트가 없습니다: 프로젝트를 열면 서비스와 그 사이의 호출이 보입니다.</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>프로젝트 열기</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Services of the topology</source>
        <translation>토폴로지의 서비스</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>호출</translation>
    </message>
    <message>
        <source>Calls of the topology</source>
        <translation>토폴로지의 호출</translation>
    </message>
    <message>
        <source>Find a service</source>
        <translation>서비스 찾기</translation>
    </message>
    <message>
        <source>What the labels of calls say (V)</source>
        <translation>호출 글자의 내용 (V)</translation>
    </message>
    <message>
        <source>Show all services again</source>
        <translation>모든 서비스 다시 보기</translation>
    </message>
    <message>
        <source>Make problems stand out (E)</source>
        <translation>문제 돋보이기 (E)</translation>
    </message>
    <message>
        <source>Group by team (G)</source>
        <translation>팀별로 묶기 (G)</translation>
    </message>
    <message>
        <source>Show as tables</source>
        <translation>표로 보기</translation>
    </message>
    <message>
        <source>Lay out again; dragged services stay (Shift+R)</source>
        <translation>다시 배치; 옮긴 서비스는 그대로 (Shift+R)</translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation>축소 (-)</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>확대 (+)</translation>
    </message>
    <message>
        <source>Fit (F)</source>
        <translation>맞춰 보기 (F)</translation>
    </message>
    <message>
        <source>Zoom to 100 %</source>
        <translation>100 %로 보기</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1개 찾음</translation>
    </message>
    <message>
        <source>This project has no services yet: add one to its slipway.yaml.</source>
        <translation>이 프로젝트에는 아직 서비스가 없습니다: slipway.yaml에 추가하세요.</translation>
    </message>
    <message>
        <source>Labels: %1</source>
        <translation>글자: %1</translation>
    </message>
    <message>
        <source>%1 hidden</source>
        <translation>%1개 숨김</translation>
    </message>
    <message>
        <source>Focus on its neighbours</source>
        <translation>이웃만 보기</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>숨기기</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>고정 풀기</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춰 보기</translation>
    </message>
    <message>
        <source>Don&apos;t group</source>
        <translation>묶지 않기</translation>
    </message>
    <message>
        <source>Group by team</source>
        <translation>팀별로 묶기</translation>
    </message>
    <message>
        <source>Lay out again</source>
        <translation>다시 배치</translation>
    </message>
    <message>
        <source>Show %1 hidden</source>
        <translation>숨긴 %1개 보기</translation>
    </message>
    <message>
        <source>Could not switch to: %1</source>
        <translation>전환하지 못했습니다: %1</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologySwitch</name>
    <message>
        <source>Way of calls between services</source>
        <translation>서비스 사이 호출의 경로</translation>
    </message>
    <message>
        <source>Peer to peer</source>
        <translation>피어 투 피어</translation>
    </message>
    <message>
        <source>Hub and spoke</source>
        <translation>허브 앤 스포크</translation>
    </message>
    <message>
        <source>No project runs</source>
        <translation>실행 중인 프로젝트가 없습니다</translation>
    </message>
    <message>
        <source>Not connected to slipwayd</source>
        <translation>slipwayd에 연결되어 있지 않습니다</translation>
    </message>
    <message>
        <source>A switch is running</source>
        <translation>전환이 진행 중입니다</translation>
    </message>
    <message>
        <source>Calls between services run through the gateway</source>
        <translation>서비스 사이의 호출이 게이트웨이를 거칩니다</translation>
    </message>
    <message>
        <source>Each caller&apos;s sidecar calls the instances straight</source>
        <translation>호출하는 쪽의 사이드카가 인스턴스를 바로 호출합니다</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>적용 중</translation>
    </message>
    <message>
        <source>Switch to it, while calls run</source>
        <translation>호출이 이어지는 동안 이 방식으로 전환</translation>
    </message>
    <message>
        <source>Switching… %1 of %2 links</source>
        <translation>전환 중… 링크 %2개 중 %1개</translation>
    </message>
    <message>
        <source>Switching…</source>
        <translation>전환 중…</translation>
    </message>
    <message>
        <source>%1 links through the hub / %2 from peer to peer</source>
        <translation>허브 경유 링크 %1개 / 피어 간 링크 %2개</translation>
    </message>
    <message>
        <source>1 process, %1</source>
        <translation>프로세스 1개, %1</translation>
    </message>
    <message>
        <source>%1 processes, %2</source>
        <translation>프로세스 %1개, %2</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TopologyView</name>
    <message>
        <source>Topology</source>
        <translation>토폴로지</translation>
    </message>
    <message>
        <source>Services and the calls between them. Arrow keys follow calls.</source>
        <translation>서비스와 그 사이의 호출입니다. 화살표 키로 호출을 따라갑니다.</translation>
    </message>
</context>
<context>
    <name>slipway::gui::TracesView</name>
    <message>
        <source>Traces</source>
        <translation>트레이스</translation>
    </message>
    <message>
        <source>No trace yet: send a request through the front door; a service that passes traceparent on with its own calls joins them to it</source>
        <translation>아직 트레이스가 없습니다. 게이트웨이로 요청을 보내 보세요. traceparent를 자기 호출에 넘기는 서비스의 호출도 함께 이어집니다</translation>
    </message>
    <message>
        <source>No trace matches the filter</source>
        <translation>조건에 맞는 트레이스가 없습니다</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>조건 지우기</translation>
    </message>
    <message>
        <source>Service that took part</source>
        <translation>참여한 서비스</translation>
    </message>
    <message>
        <source>Shortest duration</source>
        <translation>가장 짧은 소요 시간</translation>
    </message>
    <message>
        <source>Any duration</source>
        <translation>모든 시간</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>%1 이상</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>오류만</translation>
    </message>
    <message>
        <source>Only traces in which something failed (E)</source>
        <translation>무언가 실패한 트레이스만 (E)</translation>
    </message>
    <message>
        <source>Fields of the span</source>
        <translation>스팬의 항목</translation>
    </message>
    <message>
        <source>All services</source>
        <translation>모든 서비스</translation>
    </message>
    <message>
        <source>The traces could not be read</source>
        <translation>트레이스를 읽지 못했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n traces</source>
        <translation>
            <numerusform>트레이스 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n spans lack their parents: incomplete</source>
        <translation>
            <numerusform>스팬 %n개의 부모가 빠짐: 불완전</numerusform>
        </translation>
    </message>
    <message>
        <source>the critical path is full, the rest pale</source>
        <translation>진한 것이 임계 경로</translation>
    </message>
</context>
<context>
    <name>slipway::gui::WaterfallView</name>
    <message>
        <source>Spans of the trace</source>
        <translation>트레이스의 스팬</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>on the critical path</source>
        <translation>임계 경로</translation>
    </message>
    <message>
        <source>its parent is missing</source>
        <translation>부모가 빠졌습니다</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>불완전</translation>
    </message>
</context>
<context>
    <name>slipway::gui::WelcomeView</name>
    <message>
        <source>See your services run as in production</source>
        <translation>서비스를 운영 환경처럼 실행해 보세요</translation>
    </message>
    <message>
        <source>Scaled out behind a real load balancer, redeployed alone with no dropped request, watched live: on this machine.</source>
        <translation>진짜 로드 밸런서 뒤에서 늘리고, 요청을 놓치지 않고 하나씩 재배포하고, 실시간으로 지켜봅니다: 바로 이 컴퓨터에서.</translation>
    </message>
    <message>
        <source>Sample shop</source>
        <translation>샘플 상점</translation>
    </message>
    <message>
        <source>Five services of five teams, and shoppers that buy. Runs in seconds.</source>
        <translation>다섯 팀의 서비스 다섯 개와 물건을 사는 손님들. 몇 초면 뜹니다.</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>프로젝트 열기</translation>
    </message>
    <message>
        <source>Choose a slipway.yaml; services in any language.</source>
        <translation>slipway.yaml을 고르세요. 어떤 언어의 서비스든 됩니다.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>새 프로젝트</translation>
    </message>
    <message>
        <source>Ten lines of slipway.yaml for a service of your own.</source>
        <translation>내 서비스를 위한 열 줄짜리 slipway.yaml.</translation>
    </message>
</context>
</TS>
