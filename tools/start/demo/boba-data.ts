/** What the tea shop sells, where, and to whom. Names are made up. */
export const STORES = [
  { code: 'XINYI', name: '台北信義店', city: '台北市' },
  { code: 'BANQIAO', name: '新北板橋店', city: '新北市' },
  { code: 'TAICHUNG', name: '台中一中店', city: '台中市' },
  { code: 'TAINAN', name: '台南赤崁店', city: '台南市' },
  { code: 'KAOHSIUNG', name: '高雄駁二店', city: '高雄市' },
] as const;

export const DRINKS = [
  { sku: 'T01', name: '珍珠奶茶', category: '奶茶', price: 60 },
  { sku: 'T02', name: '鮮奶茶', category: '鮮奶', price: 70 },
  { sku: 'T03', name: '黑糖珍珠鮮奶', category: '鮮奶', price: 75 },
  { sku: 'T04', name: '四季春青茶', category: '原茶', price: 35 },
  { sku: 'T05', name: '冬瓜檸檬', category: '果茶', price: 55 },
  { sku: 'T06', name: '百香雙響炮', category: '果茶', price: 65 },
  { sku: 'T07', name: '芋頭鮮奶', category: '鮮奶', price: 80 },
  { sku: 'T08', name: '鐵觀音拿鐵', category: '鮮奶', price: 70 },
] as const;

export const SURNAMES = '陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周';
export const GIVEN_NAMES = ['雅婷', '怡君', '家豪', '志明', '淑芬', '俊傑', '佳穎', '宗翰', '詩涵', '柏翰', '郁婷', '冠宇', '欣怡', '承恩', '品妤', '子晴', '宥廷', '思妤', '彥廷', '筱涵'] as const;
